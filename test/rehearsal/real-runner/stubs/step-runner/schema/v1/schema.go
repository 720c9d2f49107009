package schema

type StepInputs map[string]any

type Step struct {
	Name   *string
	Step   string
	Inputs StepInputs
	Run    []Step
}
