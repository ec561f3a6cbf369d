package pandas

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
)

// An Offset is the step from one date to the next, or the length of a period: pandas.tseries.offsets.
type Offset struct {
	Class     string // "Day", "MonthEnd", "DateOffset"
	N         int64  // how many of them
	Normalize bool   // whether a sum is set back to midnight

	// Params are what else the class takes, by Python's names: startingMonth, month, weekday, day_of_month, week,
	// months … An offset with a calendar has what it was read from only.
	Params map[string]any

	source py.Value
}

// An offsetClass tells how an offset is spelt.
type offsetClass struct {
	code, period string   // the code as the frequency of an index and of a period, or "" where it is none
	params       []string // the arguments after n and normalize
	unit         string   // what periods of it count
}

// offsetClasses has the codes of pandas 2.2, which renamed H, T, S, L, U, N, M, Q, A and what is made of them.
var offsetClasses = map[string]offsetClass{
	"Day": {"D", "D", nil, "D"}, "Hour": {"h", "h", nil, "h"}, "Minute": {"min", "min", nil, "min"},
	"Second": {"s", "s", nil, "s"}, "Milli": {"ms", "ms", nil, "ms"}, "Micro": {"us", "us", nil, "us"}, "Nano": {"ns", "ns", nil, "ns"},
	"BusinessDay": {"B", "B", []string{"offset"}, "B"}, "BDay": {"B", "B", []string{"offset"}, "B"},
	"MonthEnd": {"ME", "M", nil, "M"}, "MonthBegin": {"MS", "", nil, ""},
	"BusinessMonthEnd": {"BME", "", nil, ""}, "BusinessMonthBegin": {"BMS", "", nil, ""},
	"QuarterEnd": {"QE", "Q", []string{"startingMonth"}, "Q"}, "QuarterBegin": {"QS", "", []string{"startingMonth"}, ""},
	"BQuarterEnd": {"BQE", "", []string{"startingMonth"}, ""}, "BQuarterBegin": {"BQS", "", []string{"startingMonth"}, ""},
	"YearEnd": {"YE", "Y", []string{"month"}, "Y"}, "YearBegin": {"YS", "", []string{"month"}, ""},
	"BYearEnd": {"BYE", "", []string{"month"}, ""}, "BYearBegin": {"BYS", "", []string{"month"}, ""},
	"Week": {"W", "W", []string{"weekday"}, "W"}, "SemiMonthEnd": {"SME", "", []string{"day_of_month"}, ""},
	"SemiMonthBegin": {"SMS", "", []string{"day_of_month"}, ""}, "WeekOfMonth": {"WOM", "", []string{"week", "weekday"}, ""},
	"LastWeekOfMonth": {"LWOM", "", []string{"weekday"}, ""}, "CustomBusinessDay": {"C", "", nil, ""}, "CDay": {"C", "", nil, ""},
	"BusinessHour":           {"bh", "", []string{"start", "end", "offset"}, ""},
	"CustomBusinessHour":     {"cbh", "", []string{"weekmask", "holidays", "calendar", "start", "end", "offset"}, ""},
	"CustomBusinessMonthEnd": {"CBME", "", nil, ""}, "CustomBusinessMonthBegin": {"CBMS", "", nil, ""},
	"FY5253":        {"", "", []string{"weekday", "startingMonth", "variation"}, ""},
	"FY5253Quarter": {"", "", []string{"weekday", "startingMonth", "qtr_with_extra_week", "variation"}, ""},
	"Easter":        {}, "DateOffset": {}, "Tick": {},
}

var (
	monthCodes   = [...]string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	weekdayCodes = [...]string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"}
)

// offset reads an offset object. Its arguments or, in files of Cython's and earlier classes, its state have n and
// normalize first.
func (r *reader) offset(v py.Value, path string) (*Offset, error) {
	if o := r.offsets[v]; o != nil {
		return o, nil
	}
	name, obj, ok := instance(v)
	class, known := offsetClasses[name]
	if !ok || !known {
		return nil, mismatch(path, v, "an offset of pandas")
	}
	o := &Offset{Class: name, N: 1, source: v, Params: map[string]any{}}
	args := obj.Args
	if obj.How == py.ByReduce && obj.Func.IsGlobal("copyreg", "_reconstructor") {
		args = py.Value{} // the class and its base
	}
	n, normalize := args.Index(0), args.Index(1)
	if args.Len() == 0 {
		n, normalize = v.Attr("n"), v.Attr("normalize")
	}
	if x, ok := n.Int(); ok {
		o.N = x
	} else if n.IsValid() {
		return nil, mismatch(path+".n", n, "int")
	}
	o.Normalize, _ = normalize.Bool()
	for i, param := range class.params {
		x := args.Index(2 + i)
		if args.Len() == 0 {
			if x = v.Attr(param); !x.IsValid() {
				x = v.Attr("kwds").Get(param)
			}
		}
		if x.IsValid() {
			o.Params[param] = r.valueOf(x)
		}
	}
	if name == "DateOffset" {
		for key, x := range stateDict(obj).Entries() {
			if s, ok := key.Text(); ok && dateOffsetParams[s] {
				o.Params[s] = r.valueOf(x)
			}
		}
	}
	keep(&r.offsets, v, o)
	return o, nil
}

// dateOffsetParams are what a DateOffset may be made of (_relativedelta_kwds in pandas/_libs/tslibs/offsets.pyx).
var dateOffsetParams = map[string]bool{
	"years": true, "months": true, "weeks": true, "days": true, "year": true, "month": true, "day": true, "weekday": true,
	"hour": true, "minute": true, "second": true, "microsecond": true, "millisecond": true, "nanosecond": true,
	"nanoseconds": true, "hours": true, "minutes": true, "seconds": true, "milliseconds": true, "microseconds": true,
}

// ParseOffset reads a frequency as pandas writes one: "D", "2h", "ME", "Q-DEC", "W-SUN". Codes of releases before
// 2.2 ("H", "T", "A-DEC") are read too.
func ParseOffset(text string) (*Offset, error) {
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	o := &Offset{N: 1, Params: map[string]any{}}
	if digits > 0 {
		n, err := strconv.ParseInt(text[:digits], 10, 64)
		if err != nil {
			return nil, &Error{Path: "freq", Want: "a number of steps", Got: strconv.Quote(text)}
		}
		o.N = n
	}
	code, anchor, anchored := strings.Cut(text[digits:], "-")
	o.Class = offsetCodes[code]
	param, value := "", int64(-1)
	switch o.Class {
	case "QuarterEnd", "QuarterBegin", "BQuarterEnd", "BQuarterBegin":
		param, value = "startingMonth", int64(slices.Index(monthCodes[:], anchor)+1)
		if !anchored {
			value = map[bool]int64{true: 12, false: 1}[strings.HasSuffix(o.Class, "End")]
		}
	case "YearEnd", "YearBegin", "BYearEnd", "BYearBegin":
		param, value = "month", int64(slices.Index(monthCodes[:], anchor)+1)
		if !anchored {
			value = map[bool]int64{true: 12, false: 1}[strings.HasSuffix(o.Class, "End")]
		}
	case "Week":
		if param, value = "weekday", int64(slices.Index(weekdayCodes[:], anchor)); !anchored {
			value = 6
		}
	case "SemiMonthEnd", "SemiMonthBegin":
		param, value = "day_of_month", 15
		if day, err := strconv.ParseInt(anchor, 10, 8); anchored && (err != nil || day < 1 || day > 27) {
			value = -1
		} else if anchored {
			value = day
		}
	default:
		if anchored {
			o.Class = ""
		}
	}
	if o.Class == "" || param != "" && value < 0 || strings.HasSuffix(strings.ToLower(param), "month") && value == 0 && o.Class != "Week" {
		return nil, &Error{Path: "freq", Want: "a frequency of pandas such as D, 2h, ME, Q-DEC or W-SUN", Got: strconv.Quote(text)}
	}
	if param != "" {
		o.Params[param] = value
	}
	return o, nil
}

// offsetCodes are the classes by the codes of all releases that stand alone.
var offsetCodes = func() map[string]string {
	m := map[string]string{
		"H": "Hour", "T": "Minute", "S": "Second", "L": "Milli", "U": "Micro", "N": "Nano", "M": "MonthEnd", "Q": "QuarterEnd",
		"A": "YearEnd", "Y": "YearEnd", "AS": "YearBegin", "BM": "BusinessMonthEnd", "BQ": "BQuarterEnd", "BA": "BYearEnd",
		"BY": "BYearEnd", "BAS": "BYearBegin", "SM": "SemiMonthEnd",
	}
	for class, c := range offsetClasses {
		switch class {
		case "BDay", "CDay", "WeekOfMonth", "LastWeekOfMonth", "BusinessHour",
			"CustomBusinessDay", "CustomBusinessHour", "CustomBusinessMonthEnd", "CustomBusinessMonthBegin":
			continue
		}
		if c.code != "" {
			m[c.code] = class
		}
	}
	m["B"] = "BusinessDay"
	return m
}()

// Freq returns the frequency as pandas 2.2 and later write that of an index: "D", "2h", "ME", "QE-DEC". Offsets without a
// code give their String.
func (o *Offset) Freq() string { return o.freq(offsetClasses[o.Class].code) }

// PeriodFreq returns the frequency as pandas 2.2 and later write that of a period: "M", "Q-DEC", "2h".
func (o *Offset) PeriodFreq() string { return o.freq(offsetClasses[o.Class].period) }

func (o *Offset) freq(code string) string {
	if code == "" {
		return o.String()
	}
	if o.N != 1 {
		code = strconv.FormatInt(o.N, 10) + code
	}
	for _, param := range []string{"startingMonth", "month"} {
		if x, ok := o.Params[param].(int64); ok && 1 <= x && x <= 12 {
			return code + "-" + monthCodes[x-1]
		}
	}
	if x, ok := o.Params["day_of_month"].(int64); ok {
		return code + "-" + strconv.FormatInt(x, 10)
	}
	week, hasWeek := o.Params["week"].(int64)
	if x, ok := o.Params["weekday"].(int64); ok && 0 <= x && x < 7 {
		if hasWeek {
			return code + "-" + strconv.FormatInt(week+1, 10) + weekdayCodes[x]
		}
		return code + "-" + weekdayCodes[x]
	}
	return code
}

// String returns the text that Python's repr gives: "<2 * Days>", "<YearEnd: month=12>".
func (o *Offset) String() string {
	name := o.Class
	switch {
	case strings.HasPrefix(name, "BQuarter"):
		name = "Business" + name[1:]
	case name == "BDay":
		name = "BusinessDay"
	case name == "CDay":
		name = "CustomBusinessDay"
	}
	var attrs []string
	for param, x := range o.Params {
		if text, ok := paramText(param, x); ok {
			attrs = append(attrs, param+"="+text)
		}
	}
	if start, ok := o.Params["start"]; ok {
		attrs = append(attrs, offsetClasses[o.Class].code+"="+hoursText(start, o.Params["end"]))
	}
	slices.Sort(attrs)
	s := "<"
	if o.N != 1 {
		s += strconv.FormatInt(o.N, 10) + " * "
		name += "s"
	}
	if s += name; len(attrs) > 0 {
		s += ": " + strings.Join(attrs, ", ")
	}
	return s + ">"
}

// paramText returns what an offset's repr says of a parameter; ok is false if that is nothing.
func paramText(param string, x any) (text string, ok bool) {
	switch param {
	case "start", "end", "weekmask", "holidays", "calendar":
		return "", false
	case "offset": // a datetime.timedelta
		v, _ := x.(py.Value)
		o, isObject := v.Object()
		if !isObject {
			return "", false
		}
		var parts []string
		for i, name := range []string{"days", "seconds", "microseconds"} {
			if n, _ := o.Args.Index(i).Int(); n != 0 {
				parts = append(parts, name+"="+strconv.FormatInt(n, 10))
			}
		}
		return "datetime.timedelta(" + strings.Join(parts, ", ") + ")", len(parts) > 0
	}
	if x == nil {
		return "None", true
	}
	return fmt.Sprint(x), true
}

// hoursText writes tuples of datetime.time as BusinessHour does: "09:00-12:00,13:00-17:00".
func hoursText(start, end any) string {
	from, _ := start.(Tuple)
	to, _ := end.(Tuple)
	clock := func(x any) string {
		v, _ := x.(py.Value)
		o, _ := v.Object()
		b, _ := o.Args.Index(0).Bytes()
		if s, ok := o.Args.Index(0).Str(); ok {
			b = []byte(s)
		}
		if len(b) < 2 {
			return "?"
		}
		return fmt.Sprintf("%02d:%02d", b[0], b[1])
	}
	parts := make([]string, min(len(from), len(to)))
	for i := range parts {
		parts[i] = clock(from[i]) + "-" + clock(to[i])
	}
	return strings.Join(parts, ",")
}
