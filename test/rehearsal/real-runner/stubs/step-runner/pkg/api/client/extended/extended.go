package extended

import (
	"context"
	"io"

	"google.golang.org/grpc"

	"gitlab.com/gitlab-org/step-runner/pkg/api/client"
)

type Dialer interface {
	Dial() (*grpc.ClientConn, error)
}

type FollowOutput struct{ Logs io.Writer }

type Client struct{}

func New(Dialer) (*Client, error) { panic("stub") }

func (*Client) CloseConn() error                     { panic("stub") }
func (*Client) Cancel(context.Context, string) error { panic("stub") }
func (*Client) RunAndFollow(context.Context, *client.RunRequest, *FollowOutput) (client.Status, error) {
	panic("stub")
}
