// Fills in what Helm answers to the cases of files given as arguments, in place.
//
//	go run . strvals ../strvals.txt
//	go run . charts ../charts.jsonl
//
// The form of a case of strvals:
//
//	from {"a":1}             values that are there already
//	set a=1,b.c=x            arguments, in order: set, string, json, literal, file (which reads back the path)
//	= {"a":1}                what they are then; numbers of type float64 are written {"float64":"1.5"}
//	! key "a" has no value   or the fault
//
// Lines that begin with `#`, and empty ones, stay as they are.
//
// A case of charts is a line of JSON: `files` of a chart, `values` given to it; filled in are `charts`, those that are
// left by their paths, and `result`, the values of the outermost one, or `error`. Cases whose answer differs from run to
// run, as Go goes through maps in any order, are left out. Without cases in the file, `charts` makes some up.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"

	"helm.sh/helm/v3/pkg/strvals"
)

func main() {
	log.SetOutput(io.Discard)
	data, err := os.ReadFile(os.Args[2])
	if err != nil && !os.IsNotExist(err) {
		panic(err)
	}
	var out bytes.Buffer
	if os.Args[1] == "strvals" {
		recordStrvals(data, &out)
	} else {
		recordCharts(data, &out)
	}
	if err := os.WriteFile(os.Args[2], out.Bytes(), 0o644); err != nil {
		panic(err)
	}
}

func recordStrvals(data []byte, out *bytes.Buffer) {
	var lines []string
	flush := func() {
		if len(lines) > 0 {
			out.WriteString(answer(lines) + "\n")
		}
		lines = nil
	}
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := scanner.Text()
		switch {
		case line == "" || line[0] == '#':
			flush()
		case line[0] == '=' || line[0] == '!':
			continue
		default:
			lines = append(lines, line)
		}
		out.WriteString(line + "\n")
		if line == "" {
			continue
		}
	}
	flush()
}

func answer(lines []string) string {
	values := map[string]interface{}{}
	for _, line := range lines {
		kind, argument, _ := strings.Cut(line, " ")
		var err error
		switch kind {
		case "from":
			err = json.Unmarshal([]byte(argument), &values)
		case "set":
			err = strvals.ParseInto(argument, values)
		case "string":
			err = strvals.ParseIntoString(argument, values)
		case "json":
			err = strvals.ParseJSON(argument, values)
		case "literal":
			err = strvals.ParseLiteralInto(argument, values)
		case "file":
			err = strvals.ParseIntoFile(argument, values, func(path []rune) (interface{}, error) {
				if string(path) == "missing" {
					return nil, fmt.Errorf("open missing: no such file or directory")
				}
				return "<" + string(path) + ">", nil
			})
		}
		if err != nil {
			return "! " + err.Error()
		}
	}
	text, err := json.Marshal(encode(values))
	if err != nil {
		panic(err)
	}
	return "= " + string(text)
}

func encode(value interface{}) interface{} {
	switch value := value.(type) {
	case float64:
		return map[string]string{"float64": strconv.FormatFloat(value, 'g', -1, 64)}
	case []interface{}:
		out := []interface{}{}
		for _, item := range value {
			out = append(out, encode(item))
		}
		return out
	case map[string]interface{}:
		out := map[string]interface{}{}
		for key, item := range value {
			out[key] = encode(item)
		}
		return out
	}
	return value
}

func sorted(names map[string]string) []string {
	var out []string
	for name := range names {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
