// Records what Helm's engine makes of the cases in cases/*.txt and lines/*.txt, into answers.json.
//
// In a folder of its own with this file and a go.mod that requires helm.sh/helm/v3 v3.22.0:
//
//	go run record.go cases/*.txt lines/*.txt > answers.json
//
// A case is its name after "=== " and files after "--- " and their names. In lines/, each line after "=====" is the
// template of a case that has the files before; "⏎" stands for a newline.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

type answer struct {
	Output map[string]string `json:"output,omitempty"`
	Error  string            `json:"error,omitempty"`
}

func main() {
	answers := map[string]answer{}
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		if files, lines, ok := strings.Cut(string(text), "\n=====\n"); ok {
			stem := strings.TrimSuffix(filepath.Base(path), ".txt")
			for _, line := range strings.Split(strings.TrimSuffix(lines, "\n"), "\n") {
				if _, twice := answers[stem+": "+line]; !twice && line != "" {
					answers[stem+": "+line] = render(files + "\n--- a.yaml\n" + strings.ReplaceAll(line, "⏎", "\n"))
				}
			}
			continue
		}
		for _, part := range strings.Split("\n"+string(text), "\n=== ")[1:] {
			name, body, _ := strings.Cut(part, "\n")
			if _, twice := answers[name]; twice {
				panic("two cases are called " + name)
			}
			answers[name] = render(strings.TrimSuffix(body, "\n"))
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}

func render(body string) (made answer) {
	defer func() {
		if fault := recover(); fault != nil {
			made = answer{Error: fmt.Sprint("panic: ", fault)}
		}
	}()
	c := &chart.Chart{Metadata: &chart.Metadata{Name: "c", Version: "1.2.3", AppVersion: "4.5"}}
	values := chartutil.Values{}
	for _, part := range strings.Split("\n"+body, "\n--- ")[1:] {
		file, text, _ := strings.Cut(part, "\n")
		switch {
		case file == "values":
			read, err := chartutil.ReadValues([]byte(text))
			if err != nil {
				panic(err)
			}
			values = read
		case strings.HasPrefix(file, "files/"):
			c.Files = append(c.Files, &chart.File{Name: file, Data: []byte(text)})
		default:
			c.Templates = append(c.Templates, &chart.File{Name: "templates/" + file, Data: []byte(text)})
		}
	}
	release := map[string]interface{}{"Name": "rel", "Namespace": "demo", "Revision": 1, "IsInstall": true, "Service": "Helm"}
	top := chartutil.Values{"Chart": c.Metadata, "Capabilities": chartutil.DefaultCapabilities, "Release": release, "Values": values}
	output, err := engine.Render(c, top)
	if err != nil {
		return answer{Error: fmt.Sprint(err)}
	}
	return answer{Output: output}
}
