// Package serve answers requests over HTTP with models: by the Open Inference Protocol v2 (JSON and binary tensors), as MLflow's
// scoring server does, and by a page for people. It is what brine serve runs.
//
//	s, err := serve.New(serve.Config{Models: []serve.Source{{Name: "iris", Path: "iris.pkl"}}})
//	err = s.Run(ctx, listener) // until ctx ends; requests under way are finished
//
// # A request's journey
//
// guard (guard.go) counts it, bounds how many there are, and turns errors and panics into answers. The body is read into a buffer
// of a pool, within the limits of one body and of all together (body.go). tensor.go and mlflow.go make an X of it, ask.go asks the
// model in blocks of rows, so that a request that takes too long ends, and encode.go writes the answer into another buffer. The hot
// path, one row of numbers in JSON, makes no tree of the JSON and few allocations.
//
// # Models
//
// A [Source] is a file. It is looked at every Config.Poll; when it has changed and stays so for one more look, it is loaded beside
// the model that serves, which is then replaced by storing one pointer. Requests under way end on the model that they began with.
// A file that does not load changes nothing but a metric, the log and the model's metadata.
package serve
