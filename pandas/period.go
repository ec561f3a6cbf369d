package pandas

import (
	"fmt"
	"time"

	"github.com/brine-go/brine/py"
)

// A Period is a span of time between dates: pandas.Period.
type Period struct {
	Ordinal int64 // how many steps of Freq's class after the one of 1970-01-01, whatever Freq.N is
	Freq    *Offset
}

// period reads Period(None, freq, ordinal), of pandas/_libs/tslibs/period.pyx. Early files have the frequency as text.
func (r *reader) period(o py.Instance, path string) (any, error) {
	freq, ordinal := o.Args.Index(1), o.Args.Index(2)
	if o.Args.Len() == 0 { // __setstate__((None, freq, ordinal))
		freq, ordinal = o.State().Index(1), o.State().Index(2)
		path += ".state"
	} else {
		path += ".args"
	}
	x, ok := ordinal.Int()
	if !ok {
		return nil, mismatch(item(path, 2), ordinal, "int: the number of the period")
	}
	f, err := r.freq(freq, item(path, 1))
	if err != nil {
		return nil, err
	}
	if x == nat {
		return NaT, nil
	}
	return Period{x, f}, nil
}

// freq reads the frequency of periods: an offset, or its text.
func (r *reader) freq(v py.Value, path string) (*Offset, error) {
	if text, ok := v.Text(); ok {
		o, err := ParseOffset(text)
		if err != nil {
			return nil, wrap(path, err)
		}
		if o.source = v; offsetClasses[o.Class].unit == "" {
			return nil, mismatch(path, v, "a frequency that periods have")
		}
		return o, nil
	}
	o, err := r.offset(v, path)
	if err == nil && offsetClasses[o.Class].unit == "" {
		return nil, mismatch(path, v, "a frequency that periods have")
	}
	return o, err
}

// Start returns the moment at which the period begins, in UTC. Periods of billions of years give whatever
// package time makes of them.
func (p Period) Start() time.Time {
	if p.Freq == nil {
		return time.Time{}
	}
	x, days := p.Ordinal, int64(0)
	switch offsetClasses[p.Freq.Class].unit {
	case "Y":
		year, month := x+1970, p.Freq.month("month")%12+1
		if month != 1 {
			year--
		}
		return time.Date(int(year), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	case "Q":
		year, month := floorDiv(x, 4)+1970, (x-4*floorDiv(x, 4))*3+1
		if end := p.Freq.month("startingMonth"); end != 12 {
			if month += end; month > 12 {
				month -= 12
			} else {
				year--
			}
		}
		return time.Date(int(year), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	case "M":
		year := floorDiv(x, 12)
		return time.Date(int(year+1970), time.Month(x-12*year+1), 1, 0, 0, 0, 0, time.UTC)
	case "W": // Sunday's weeks end on day 3 of 1970; pandas numbers weekdays from Monday
		weekday, ok := p.Freq.Params["weekday"].(int64)
		if !ok {
			weekday = 6
		}
		days = x*7 + (weekday+1)%7 - 10
	case "B":
		week := floorDiv(x+3, 5)
		days = week*7 + (x + 3 - 5*week) - 3
	case "D":
		days = x
	case "h":
		return timeOf(x*3600, Second)
	case "min":
		return timeOf(x*60, Second)
	default:
		return timeOf(x, offsetClasses[p.Freq.Class].unit)
	}
	return timeOf(days*86400, Second)
}

// month returns the month that years or quarters end with, December unless told.
func (o *Offset) month(param string) int64 {
	if m, ok := o.Params[param].(int64); ok && 1 <= m && m <= 12 {
		return m
	}
	if param == "startingMonth" {
		return 3 // QuarterEnd's default
	}
	return 12
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// String returns pandas' text: "2020", "2020Q1", "2020-01", "2020-02-03/2020-02-09", "2020-02-03 04:05".
func (p Period) String() string {
	if p.Freq == nil {
		return fmt.Sprint(p.Ordinal)
	}
	at := p.Start()
	switch offsetClasses[p.Freq.Class].unit {
	case "Y":
		return fmt.Sprint(p.Ordinal + 1970)
	case "Q":
		year := floorDiv(p.Ordinal, 4)
		return fmt.Sprintf("%dQ%d", year+1970, p.Ordinal-4*year+1)
	case "M":
		return at.Format("2006-01")
	case "W":
		return at.Format("2006-01-02") + "/" + at.AddDate(0, 0, 6).Format("2006-01-02")
	case "B", "D":
		return at.Format("2006-01-02")
	case "h", "min":
		return at.Format("2006-01-02 15:04")
	case "s":
		return at.Format("2006-01-02 15:04:05")
	case "ms":
		return at.Format("2006-01-02 15:04:05.000")
	case "us":
		return at.Format("2006-01-02 15:04:05.000000")
	}
	return at.Format("2006-01-02 15:04:05.000000000")
}
