package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	rows      *prometheus.CounterVec
	reloads   *prometheus.CounterVec
	info      *prometheus.GaugeVec
	loadTime  *prometheus.GaugeVec
	loadedAt  *prometheus.GaugeVec
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "brine_requests_total", Help: "Requests answered."}, []string{"model", "endpoint", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "brine_request_duration_seconds", Help: "Time from the header of a request to the end of its answer.",
			Buckets: []float64{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30},
		}, []string{"model", "endpoint"}),
		rows:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "brine_rows_total", Help: "Rows that models were asked about."}, []string{"model"}),
		reloads:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "brine_model_reloads_total", Help: "Loads of replaced files."}, []string{"model", "result"}),
		info:     prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "brine_model_info", Help: "1 for the version that serves."}, []string{"model", "version", "class", "library_version"}),
		loadTime: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "brine_model_load_seconds", Help: "Time that the last load took."}, []string{"model"}),
		loadedAt: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "brine_model_loaded_timestamp_seconds", Help: "When the version that serves was loaded."}, []string{"model"}),
	}
	m.registry.MustRegister(m.requests, m.durations, m.rows, m.reloads, m.info, m.loadTime, m.loadedAt,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "brine_requests_in_flight", Help: "Requests under way."}, func() float64 { return float64(s.requests.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "brine_request_bytes_held", Help: "Bytes of memory of the bodies of requests under way."}, func() float64 { return float64(s.held.Load()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// observe counts a request that was answered. The model is one that exists, or empty, so that nobody can make up series.
func (m *metrics) observe(e *exchange, status int, took time.Duration) {
	m.requests.WithLabelValues(e.model, e.endpoint, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(e.model, e.endpoint).Observe(took.Seconds())
	if e.rows > 0 && status == http.StatusOK {
		m.rows.WithLabelValues(e.model).Add(float64(e.rows))
	}
}

// loaded tells of a version that serves from now on.
func (m *metrics) loaded(name string, old, v *version) {
	if old != nil {
		m.info.DeleteLabelValues(name, old.id, old.model.ClassName, old.model.Version)
		m.reloads.WithLabelValues(name, "ok").Inc()
	} else {
		m.reloads.WithLabelValues(name, "ok")
		m.reloads.WithLabelValues(name, "failed")
	}
	m.info.WithLabelValues(name, v.id, v.model.ClassName, v.model.Version).Set(1)
	m.loadTime.WithLabelValues(name).Set(v.took.Seconds())
	m.loadedAt.WithLabelValues(name).Set(float64(v.loaded.UnixMilli()) / 1e3)
}

// failed counts a file that did not load.
func (m *metrics) failed(name string) { m.reloads.WithLabelValues(name, "failed").Inc() }
