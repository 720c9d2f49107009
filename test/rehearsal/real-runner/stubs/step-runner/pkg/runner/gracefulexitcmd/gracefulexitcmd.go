package gracefulexitcmd

import (
	"context"
	"os/exec"
	"time"
)

type Cmd struct{ exec.Cmd }

func New(context.Context, time.Duration, string, ...string) *Cmd { panic("stub") }
