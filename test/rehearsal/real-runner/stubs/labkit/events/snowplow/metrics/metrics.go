package metrics

type CollectorOption func()

func WithCollectorNamespace(string) CollectorOption                       { panic("stub") }
func WithCollectorBatchDeliveryDurationBuckets([]float64) CollectorOption { panic("stub") }
