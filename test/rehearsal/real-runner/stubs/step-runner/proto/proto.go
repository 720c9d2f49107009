package proto

import (
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/structpb"
)

type StepRunnerServer any

func RegisterStepRunnerServer(*grpc.Server, StepRunnerServer) { panic("stub") }

type ValueType int

const (
	ValueType_string ValueType = iota
	ValueType_boolean
	ValueType_array
)

type Spec struct{ Spec *Spec_Content }

func (s *Spec) GetSpec() *Spec_Content { return s.Spec }

type Spec_Content struct {
	Inputs map[string]*Spec_Content_Input
}

func (c *Spec_Content) GetInputs() map[string]*Spec_Content_Input { return c.Inputs }

type Spec_Content_Input struct {
	Type      ValueType
	Default   *structpb.Value
	Sensitive bool
}
