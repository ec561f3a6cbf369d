package compat

import "testing"

// TestSame: a name is the same if neither direction changes it, whichever table it is in.
func TestSame(t *testing.T) {
	names := []name{{"datetime", "date"}, {"_codecs", "encode"}, {"builtins", "no_such"}, {"", ""}}
	for _, table := range []map[name]name{nameMapping, reverseNameMapping} {
		for k := range table {
			names = append(names, k)
		}
	}
	for _, table := range []map[string]string{importMapping, reverseImportMapping} {
		for module := range table {
			names = append(names, name{module, "x"})
		}
	}
	same := 0
	for _, n := range names {
		m3, n3 := ToPython3(n.module, n.name)
		m2, n2 := ToPython2(n.module, n.name)
		want := name{m3, n3} == n && name{m2, n2} == n
		if got := Same([]byte(n.module), []byte(n.name)); got != want {
			t.Errorf("%v: %v, want %v", n, got, want)
		}
		if want {
			same++
		}
	}
	if same < 3 {
		t.Errorf("%d of %d names are the same", same, len(names))
	}
}
