package serve

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	browserPath = flag.String("browser", "", "test the page in this `program`, a Chromium")
	screenshots = flag.String("screenshots", "", "and keep pictures of it in this `folder`")
)

// A browser is a Chromium without windows, told what to do through a pipe by its DevTools protocol.
type browser struct {
	t       *testing.T
	in      *os.File
	out     *bufio.Reader
	id      int
	session string
	logs    []string // of the page's console
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	theirs, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(*browserPath, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{theirs, ours} // 3 and 4, where it reads and writes
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	ours.Close()
	timeout := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	b := &browser{t: t, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		b.call("Browser.close", nil)
		timeout.Stop()
		cmd.Wait()
		in.Close()
		out.Close()
	})
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})
	b.session = b.call("Target.attachToTarget", map[string]any{"targetId": target["targetId"], "flatten": true})["sessionId"].(string)
	b.call("Page.enable", nil)
	b.call("Runtime.enable", nil)
	b.call("Log.enable", nil)
	return b
}

// call calls a method and returns its result.
func (b *browser) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	b.id++
	message := map[string]any{"id": b.id, "method": method, "params": params}
	if b.session != "" && !strings.HasPrefix(method, "Browser.") {
		message["sessionId"] = b.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		text, err := b.out.ReadBytes(0)
		if err != nil {
			b.t.Fatalf("%s: the browser ended: %v", method, err)
		}
		var answer struct {
			ID     int
			Method string
			Result map[string]any
			Params json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(text[:len(text)-1], &answer); err != nil {
			b.t.Fatal(err)
		}
		switch {
		case answer.Method == "Runtime.consoleAPICalled" || answer.Method == "Runtime.exceptionThrown" || answer.Method == "Log.entryAdded":
			b.logs = append(b.logs, string(answer.Params))
		case answer.ID != b.id:
		case answer.Error != nil:
			b.t.Fatalf("%s: %s", method, answer.Error.Message)
		default:
			return answer.Result
		}
	}
}

// eval evaluates an expression in the page.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	result := b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true})
	if problem, ok := result["exceptionDetails"]; ok {
		b.t.Fatalf("%s: %v", expression, problem)
	}
	return result["result"].(map[string]any)["value"]
}

// until waits for an expression to be true.
func (b *browser) until(expression string) {
	b.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if b.eval(expression) == true {
			return
		}
	}
	b.t.Fatalf("never: %s; the page is %v", expression, b.eval("document.body.innerText"))
}

// screen makes the page as large as a screen, and keeps a picture.
func (b *browser) screen(name string, width, height int) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
	if wide := b.eval("document.documentElement.scrollWidth > window.innerWidth"); wide != false {
		b.t.Errorf("%s: the page is wider than the screen of %d", name, width)
	}
	if *screenshots == "" {
		return
	}
	picture := b.call("Page.captureScreenshot", map[string]any{"format": "png"})["data"].(string)
	var data []byte
	if err := json.Unmarshal([]byte(fmt.Sprintf("%q", picture)), &data); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), data, 0o666); err != nil {
		b.t.Fatal(err)
	}
}

// TestPage: what a person does in the page, in a real browser.
func TestPage(t *testing.T) {
	if *browserPath == "" {
		t.Skip("without -browser")
	}
	server := start(t, map[string]string{"iris": "LogisticRegression-strlabels.pkl", "titanic": "Titanic-HGB.pkl", "words": "CountVectorizer.pkl", "trees": "DecisionTreeClassifier-multioutput.pkl"})
	b := openBrowser(t)
	b.call("Page.navigate", map[string]any{"url": server.URL + "/#iris"})
	b.until(`document.querySelectorAll('#features input').length === 4`)

	// A model of numbers.
	b.eval(`[5.1, 3.5, 1.4, 0.2].forEach((x, i) => document.querySelectorAll('#features input')[i].value = x)`)
	b.eval(`document.querySelector('#form button').click()`)
	b.until(`document.querySelector('.result') !== null`)
	if got := b.eval(`document.querySelector('.result').textContent`); got != "setosa" {
		t.Errorf("iris: got %v, want setosa", got)
	}
	if got := b.eval(`document.querySelectorAll('.bar').length`); got != 3.0 {
		t.Errorf("iris: %v bars, want 3", got)
	}
	if got := b.eval(`document.querySelector('.bar .number').textContent`); !strings.HasSuffix(fmt.Sprint(got), " %") {
		t.Errorf("iris: the first class is %v", got)
	}
	if got := b.eval(`document.querySelector('.bar .fill').getBoundingClientRect().width > 100`); got != true {
		t.Error("iris: the bar of the likeliest class is short")
	}
	b.screen("iris", 1100, 800)
	b.screen("iris-phone", 390, 1000)

	// What is no number is told, and sent nowhere.
	b.eval(`document.querySelector('#features input').value = 'abc'`)
	b.eval(`document.querySelector('#form button').click()`)
	b.until(`!document.querySelector('#error').hidden`)
	if got := b.eval(`document.querySelector('#error').textContent`); !strings.Contains(fmt.Sprint(got), "abc") {
		t.Errorf("the error is %v", got)
	}

	// Another model, of categories; what its form sends is what a shell would.
	choose := func(name string) {
		b.eval(fmt.Sprintf(`(() => { const s = document.querySelector('#model'); s.value = '%s'; s.dispatchEvent(new Event('change')); })()`, name))
		b.until(fmt.Sprintf(`document.querySelector('#name').textContent === '%s'`, name))
	}
	choose("titanic")
	b.until(`document.querySelectorAll('#features select').length === 2`)
	b.eval(`document.querySelectorAll('#features input')[0].value = ''`) // the age is not known
	b.eval(`document.querySelectorAll('#features select')[1].value = '3'`)
	b.eval(`document.querySelector('#form button').click()`)
	b.until(`document.querySelectorAll('.bar').length === 2`)
	if got := fmt.Sprint(b.eval(`document.querySelector('#command').textContent`)); !strings.Contains(got, `"name":"emb","shape":[1,1],"datatype":"BYTES","data":[null]`) {
		t.Errorf("titanic: the request is %s", got)
	}
	b.screen("titanic", 1100, 800)

	// A vectorizer and several outputs.
	choose("words")
	b.until(`document.querySelector('#features textarea') !== null`)
	b.eval(`document.querySelector('#features textarea').value = 'The <b>cat</b> & the dog'`)
	b.eval(`document.querySelector('#form button').click()`)
	b.until(`document.querySelectorAll('td').length > 20`)
	b.screen("words", 1100, 800)
	choose("trees")
	b.eval(`document.querySelector('#form button').click()`)
	b.until(`document.querySelectorAll('.bar').length > 2`)
	b.screen("trees", 390, 1000)

	// The server's refusals are shown.
	b.eval(`model.inputs[0].name; fields = [() => ({ name: 'X', shape: [1, 2], datatype: 'FP64', data: [1, 2] })]`)
	b.eval(`document.querySelector('#form button').click()`)
	b.until(`document.querySelector('#error').textContent.includes('is expecting')`)

	for _, line := range b.logs {
		if !strings.Contains(line, "400") { // that refusal
			t.Errorf("console: %s", line)
		}
	}
}
