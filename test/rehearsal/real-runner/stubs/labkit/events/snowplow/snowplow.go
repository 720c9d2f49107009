package snowplow

import (
	"github.com/prometheus/client_golang/prometheus"

	"gitlab.com/gitlab-org/labkit/v2/events/snowplow/metrics"
	"gitlab.com/gitlab-org/labkit/v2/events/snowplow/oidc"
)

type SendResult struct {
	EventCount, StatusCode int
	Err                    error
}

type (
	SendCallback  func(successes, failures []SendResult)
	EmitterOption func()
	Emitter       struct{}
	Tracker       struct{}
)

type BillingEventRequiredInput struct {
	Category, EventType, Realm, UnitOfMeasure string
	Quantity                                  float64
}

type BillingEventOptionalInput struct {
	Subject, DeploymentType, InstanceID, UniqueInstanceID   string
	Metadata                                                map[string]any
	ProjectID, NamespaceID, RootNamespaceID, OrganizationID int64
}

func WithCallback(SendCallback) EmitterOption                              { panic("stub") }
func WithTokenSource(*oidc.Source) EmitterOption                           { panic("stub") }
func WithMetricsCollectorOptions(...metrics.CollectorOption) EmitterOption { panic("stub") }

func NewEmitter(string, ...EmitterOption) (*Emitter, error) { panic("stub") }
func NewTracker(string, *Emitter) (*Tracker, error)         { panic("stub") }

func (*Emitter) Collector() prometheus.Collector { panic("stub") }

func (*Tracker) Stop() { panic("stub") }
func (*Tracker) TrackBillingEventWithOptionalInput(BillingEventRequiredInput, BillingEventOptionalInput) error {
	panic("stub")
}
