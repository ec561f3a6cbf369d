// Package compat maps the names of globals between Python 2 and Python 3, as the pickle module does in
// protocols 0 to 2 with fix_imports.
package compat

type name struct{ module, name string }

// ToPython3 maps a name found in a pickle of protocol 0 to 2.
func ToPython3(module, global string) (string, string) {
	if n, ok := nameMapping[name{module, global}]; ok {
		return n.module, n.name
	}
	if m, ok := importMapping[module]; ok {
		return m, global
	}
	return module, global
}

// ToPython2 maps a name to be written to a pickle of protocol 0 to 2.
func ToPython2(module, global string) (string, string) {
	if n, ok := reverseNameMapping[name{module, global}]; ok {
		return n.module, n.name
	}
	if m, ok := reverseImportMapping[module]; ok {
		return m, global
	}
	return module, global
}

// Same reports whether ToPython3 and ToPython2 both leave a name as it is.
func Same(module, global []byte) bool {
	if _, ok := nameMapping[name{string(module), string(global)}]; ok {
		return false
	}
	if _, ok := reverseNameMapping[name{string(module), string(global)}]; ok {
		return false
	}
	if m, ok := importMapping[string(module)]; ok && m != string(module) {
		return false
	}
	m, ok := reverseImportMapping[string(module)]
	return !ok || m == string(module)
}
