package pickle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestDateOption: a field with the option date is a datetime.date. The pickles are CPython 3.11's of
// {'day': datetime.date(1980, 5, 7)}.
func TestDateOption(t *testing.T) {
	type entry struct {
		Day time.Time `pickle:"day,date"`
	}
	type maybe struct {
		Day *time.Time `pickle:"day,date"`
	}
	day := time.Date(1980, 5, 7, 0, 0, 0, 0, time.UTC)
	late := time.Date(1980, 5, 7, 23, 30, 0, 0, time.FixedZone("west", -5*3600)) // the 8th in UTC
	for proto, want := range []string{
		"(dp0\nVday\np1\ncdatetime\ndate\np2\n(c_codecs\nencode\np3\n(V\x07\xbc\x05\x07\np4\nVlatin1\np5\ntp6\nRp7\ntp8\nRp9\ns.",
		"}q\x00X\x03\x00\x00\x00dayq\x01cdatetime\ndate\nq\x02(c_codecs\nencode\nq\x03(X\x05\x00\x00\x00\x07\xc2\xbc\x05\x07q\x04X\x06\x00\x00\x00latin1q\x05tq\x06Rq\x07tq\x08Rq\ts.",
		"\x80\x02}q\x00X\x03\x00\x00\x00dayq\x01cdatetime\ndate\nq\x02c_codecs\nencode\nq\x03X\x05\x00\x00\x00\x07\xc2\xbc\x05\x07q\x04X\x06\x00\x00\x00latin1q\x05\x86q\x06Rq\x07\x85q\x08Rq\ts.",
		"\x80\x03}q\x00X\x03\x00\x00\x00dayq\x01cdatetime\ndate\nq\x02C\x04\x07\xbc\x05\x07q\x03\x85q\x04Rq\x05s.",
		"\x80\x04\x95)\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x03day\x94\x8c\x08datetime\x94\x8c\x04date\x94\x93\x94C\x04\x07\xbc\x05\x07\x94\x85\x94R\x94s.",
		"\x80\x05\x95)\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x03day\x94\x8c\x08datetime\x94\x8c\x04date\x94\x93\x94C\x04\x07\xbc\x05\x07\x94\x85\x94R\x94s.",
	} {
		python, err := pickle.Loads([]byte(want))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []any{entry{day}, entry{late}, maybe{&late}} {
			data, err := pickle.Marshal(v, pickle.WithProtocol(proto))
			if err != nil {
				t.Fatal(err)
			}
			doc, err := pickle.Loads(data)
			if err != nil || !py.Equal(doc.Root(), python.Root()) {
				t.Errorf("protocol %d: %+v is %q, CPython writes %q (%v)", proto, v, data, want, err)
			}
		}
		var got entry
		if err := pickle.Unmarshal([]byte(want), &got); err != nil || !got.Day.Equal(day) {
			t.Errorf("protocol %d: read %v, %v", proto, got.Day, err)
		}
		var there maybe
		if err := pickle.Unmarshal([]byte(want), &there); err != nil || there.Day == nil || !there.Day.Equal(day) {
			t.Errorf("protocol %d: read %v, %v", proto, there.Day, err)
		}
	}
	for _, v := range []any{
		entry{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		struct {
			N int `pickle:",date"`
		}{},
	} {
		if _, err := pickle.Marshal(v); err == nil || !strings.Contains(err.Error(), "year outside") && !strings.Contains(err.Error(), "option date") {
			t.Errorf("%+v: %v", v, err)
		}
	}
	var wrong struct {
		Day int `pickle:"day,date"`
	}
	if err := pickle.Unmarshal([]byte("\x80\x04}\x8c\x03dayK\x01s."), &wrong); err == nil || !strings.Contains(err.Error(), "option date") {
		t.Errorf("an int with the option date: %v, %v", wrong, err)
	}
}
