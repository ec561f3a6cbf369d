package serve

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"

	"github.com/brine-go/brine/sklearn"
)

// What the server tells of itself and its models, in the protocol's words. Parameters hold what the protocol has no field for.
type (
	serverInfo struct {
		Name       string   `json:"name"`
		Version    string   `json:"version"`
		Extensions []string `json:"extensions"`
	}
	modelInfo struct {
		Name       string          `json:"name"`
		Versions   []string        `json:"versions"`
		Platform   string          `json:"platform"`
		Inputs     []tensorInfo    `json:"inputs"`
		Outputs    []tensorInfo    `json:"outputs"`
		Parameters modelParameters `json:"parameters"`
	}
	modelParameters struct {
		Class          string   `json:"class"`
		Steps          []string `json:"steps,omitempty"` // classes of a pipeline's
		Library        string   `json:"library"`         // that trained it: "sklearn"
		LibraryVersion string   `json:"library_version,omitempty"`
		Loaded         string   `json:"loaded"` // RFC 3339
		Warnings       []string `json:"warnings,omitempty"`
		Classes        []any    `json:"classes,omitempty"`
		Error          string   `json:"error,omitempty"` // why the file as it is now does not serve
	}
	tensorInfo struct {
		Name       string            `json:"name"`
		Datatype   string            `json:"datatype"`
		Shape      []int             `json:"shape"`
		Parameters *tensorParameters `json:"parameters,omitempty"`
	}
	tensorParameters struct {
		Categories []any    `json:"categories,omitempty"` // the values that the model knows
		Columns    []string `json:"columns,omitempty"`    // names of the columns of an output
		Features   []string `json:"features,omitempty"`   // names of the columns of an input
		Unused     bool     `json:"unused,omitempty"`
	}
	indexEntry struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		State   string `json:"state"`
		Reason  string `json:"reason"`
	}
)

// reply makes v the answer.
func (e *exchange) reply(w http.Header, v any) error {
	out, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Set("Content-Type", jsonType)
	e.out = append(append(e.out[:0], out...), '\n')
	return nil
}

func (s *Server) serverMetadata(e *exchange, w http.Header, _ *http.Request) error {
	return e.reply(w, serverInfo{"brine", s.config.Version, []string{"model_repository", "binary_tensor_data"}})
}

// live answers as long as the server does at all.
func (s *Server) live(e *exchange, w http.Header, _ *http.Request) error {
	return e.reply(w, map[string]bool{"live": true})
}

// ready answers 503 once the server is about to end.
func (s *Server) ready(e *exchange, w http.Header, _ *http.Request) error {
	if s.stopping.Load() {
		return failure(http.StatusServiceUnavailable, "the server is stopping")
	}
	return e.reply(w, map[string]bool{"ready": true})
}

func (s *Server) modelReady(e *exchange, w http.Header, r *http.Request) error {
	m, _, err := s.model(e, r)
	if err != nil {
		return err
	}
	if s.stopping.Load() {
		return failure(http.StatusServiceUnavailable, "the server is stopping")
	}
	return e.reply(w, struct {
		Name  string `json:"name"`
		Ready bool   `json:"ready"`
	}{m.name, true})
}

func (s *Server) versionText(e *exchange, w http.Header, _ *http.Request) error {
	w.Set("Content-Type", "text/plain; charset=utf-8")
	e.out = append(append(e.out[:0], s.config.Version...), '\n')
	return nil
}

// repositoryIndex lists the models (the protocol's model repository extension).
func (s *Server) repositoryIndex(e *exchange, w http.Header, _ *http.Request) error {
	var out []indexEntry
	for _, m := range s.models {
		entry := indexEntry{Name: m.name, Version: m.current.Load().id, State: "READY"}
		if f := m.failed.Load(); f != nil {
			entry.Reason = "the file as it is now does not load: " + plain(f.err)
		}
		out = append(out, entry)
	}
	return e.reply(w, out)
}

func (s *Server) modelMetadata(e *exchange, w http.Header, r *http.Request) error {
	m, v, err := s.model(e, r)
	if err != nil {
		return err
	}
	library, _, _ := strings.Cut(v.model.Module, ".")
	info := modelInfo{
		Name: m.name, Versions: []string{v.id}, Platform: "brine_" + library, Inputs: v.inputs(),
		Parameters: modelParameters{
			Class: v.model.ClassName, Library: library, LibraryVersion: v.model.Version, Loaded: v.loaded.UTC().Format("2006-01-02T15:04:05Z"), Warnings: v.model.Warnings,
		},
	}
	for _, step := range v.model.Steps {
		if step.Model != nil {
			info.Parameters.Steps = append(info.Parameters.Steps, step.Model.ClassName)
		}
	}
	for i := range min(v.model.Classes.Len(), maxListed) {
		info.Parameters.Classes = append(info.Parameters.Classes, jsonValue(v.model.Classes.Value(i)))
	}
	for _, o := range v.outputs {
		t := tensorInfo{Name: o.name, Datatype: o.datatype, Shape: o.shape}
		if o.columns != nil {
			t.Parameters = &tensorParameters{Columns: o.columns}
		}
		info.Outputs = append(info.Outputs, t)
	}
	if f := m.failed.Load(); f != nil {
		info.Parameters.Error = plain(f.err)
	}
	return e.reply(w, info)
}

// inputs describes what the model takes: a tensor for each column if they have names or are no numbers, else one of all.
func (v *version) inputs() []tensorInfo {
	columns := v.model.FeatureNames != nil
	for _, f := range v.features {
		columns = columns || f.Kind != sklearn.NumberFeature
	}
	switch {
	case len(v.features) == 0:
		return []tensorInfo{{Name: "X", Datatype: fp64, Shape: []int{-1, -1}}}
	case !columns || len(v.features) > maxListed:
		return []tensorInfo{{Name: "X", Datatype: fp64, Shape: []int{-1, len(v.features)}}}
	}
	out := make([]tensorInfo, len(v.features))
	for i, f := range v.features {
		t := tensorInfo{Name: f.Name, Datatype: fp64, Shape: []int{-1, 1}}
		switch f.Kind {
		case sklearn.CategoryFeature:
			t.Parameters = &tensorParameters{}
			for _, c := range f.Categories[:min(len(f.Categories), maxListed)] {
				t.Parameters.Categories = append(t.Parameters.Categories, jsonValue(c))
				switch c.(type) {
				case string:
					t.Datatype = bytesType
				case bool:
					t.Datatype = boolType
				}
			}
		case sklearn.DocumentFeature:
			t.Datatype = bytesType
		case sklearn.UnusedFeature:
			t.Parameters = &tensorParameters{Unused: true}
		}
		out[i] = t
	}
	return out
}

// jsonValue returns a value that JSON can hold: NaN and infinities are null.
func jsonValue(v any) any {
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return nil
	}
	return v
}
