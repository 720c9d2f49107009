package oidc

type (
	Option func()
	Source struct{}
)

func NewSource(...Option) *Source            { panic("stub") }
func WithSkipIfUnsupportedCloud(bool) Option { panic("stub") }
