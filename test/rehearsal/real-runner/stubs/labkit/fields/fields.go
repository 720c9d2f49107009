package fields

const (
	HTTPStatusCode = "status"
	DurationS      = "duration_s"
)

type Deprecation struct{ Standard string }

// Deprecated has nothing: fields are then logged as they are called.
var (
	Deprecated     map[string]Deprecation
	VariantVersion map[string]int
)
