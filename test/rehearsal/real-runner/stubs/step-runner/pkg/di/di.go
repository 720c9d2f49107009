package di

import (
	"log/slog"

	"gitlab.com/gitlab-org/step-runner/pkg/runner"
	"gitlab.com/gitlab-org/step-runner/proto"
)

type Container struct{}

func NewContainer(...func(*Container)) *Container { panic("stub") }

func WithBuiltinFunc(string, runner.BuiltinFunction) func(*Container) { panic("stub") }
func WithOperatorLogger(*slog.Logger) func(*Container)                { panic("stub") }

func (*Container) StepRunnerService() (proto.StepRunnerServer, error) { panic("stub") }
