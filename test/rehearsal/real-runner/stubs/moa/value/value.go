package value

import (
	"errors"
	"iter"
)

type Kind string

const (
	NullKind   Kind = "null"
	StringKind Kind = "string"
	NumberKind Kind = "number"
	BoolKind   Kind = "bool"
	ArrayKind  Kind = "array"
	ObjectKind Kind = "object"
)

var (
	ErrAttributeNotFound = errors.New("stub: attribute not found")
	ErrInvalidKey        = errors.New("stub: invalid key")
)

type Value struct{}

type Mapper interface {
	All() iter.Seq2[Value, Value]
	Attr(string) (Value, error)
	Get(Value) (Value, error)
	Keys() iter.Seq[Value]
	Len() int
	Values() iter.Seq[Value]
	WithMarks(uint16) Mapper
}

func Null() Value         { return Value{} }
func String(string) Value { panic("stub") }
func Object(Mapper) Value { return Value{} }

func (Value) Kind() Kind             { panic("stub") }
func (Value) String() string         { panic("stub") }
func (Value) HasMarks(uint16) bool   { panic("stub") }
func (Value) WithMarks(uint16) Value { panic("stub") }
