package api

import (
	"context"
	"errors"

	"github.com/sirupsen/logrus"
)

type Status int

const (
	StatusUnknown Status = iota
	StatusRunning
	StatusInShutdown
	StatusStopped
)

func (Status) String() string { panic("stub") }

var ErrProcessNotInitialized = errors.New("stub")

type ShutdownCallbackDef interface {
	URL() string
	Method() string
}

type InitGracefulShutdownRequest interface{ ShutdownCallbackDef() ShutdownCallbackDef }

type ShutdownCallback interface{ Run(context.Context) }

func NewShutdownCallback(logrus.FieldLogger, ShutdownCallbackDef) ShutdownCallback { panic("stub") }
