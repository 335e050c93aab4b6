// Fills in what the functions of Go, of Helm and of Sprig answer to the cases of files given as arguments, in place.
//
//	go run . ../functions/*.txt ../sprig/*.txt
//
// The form of a case:
//
//	trunc 5 "hello"          the call, as it stands in a template
//	@ [{"int":5},"hello"]    its arguments with their types
//	= "hello"                its result
//	& [...]                  the arguments afterwards, where it changed them
//
//	first 5
//	@ [{"int":5}]
//	! Cannot find first on type int      or its fault
//	? wrong type for value; expected ... or the fault of its arguments
//
// Lines that begin with `#`, and empty ones, stay as they are; `⏎` in a call is a line break.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/semver/v3"
	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
	pretty "sigs.k8s.io/yaml/goyaml.v3"
)

// helm has what Helm adds, as the documentation of its packages tells.
func helm(funcs template.FuncMap) {
	ending := func(text string) string { return strings.TrimSuffix(text, "\n") }
	funcs["toYaml"] = func(v interface{}) string {
		text, _ := yaml.Marshal(v)
		return ending(string(text))
	}
	funcs["toYamlPretty"] = func(v interface{}) string {
		var out bytes.Buffer
		encoder := pretty.NewEncoder(&out)
		encoder.SetIndent(2)
		if encoder.Encode(v) != nil {
			return ""
		}
		return ending(out.String())
	}
	funcs["toJson"] = func(v interface{}) string {
		text, _ := json.Marshal(v)
		return string(text)
	}
	funcs["toToml"] = func(v interface{}) string {
		var out bytes.Buffer
		if err := toml.NewEncoder(&out).Encode(v); err != nil {
			return err.Error()
		}
		return out.String()
	}
	maps := func(name string, read func([]byte, interface{}) error) {
		funcs[name] = func(text string) map[string]interface{} {
			m := map[string]interface{}{}
			if err := read([]byte(text), &m); err != nil {
				m["Error"] = err.Error()
			}
			return m
		}
	}
	lists := func(name string, read func([]byte, interface{}) error) {
		funcs[name] = func(text string) []interface{} {
			a := []interface{}{}
			if err := read([]byte(text), &a); err != nil {
				a = []interface{}{err.Error()}
			}
			return a
		}
	}
	readYaml := func(text []byte, to interface{}) error { return yaml.Unmarshal(text, to) }
	maps("fromYaml", readYaml)
	maps("fromJson", json.Unmarshal)
	maps("fromToml", toml.Unmarshal)
	lists("fromYamlArray", readYaml)
	lists("fromJsonArray", json.Unmarshal)
	funcs["fail"] = func(message string) (string, error) { return "", errors.New(message) }
	funcs["required"] = func(message string, v interface{}) (interface{}, error) {
		if v == nil || v == interface{}("") {
			return v, errors.New(message)
		}
		return v, nil
	}
	funcs["lookup"] = func(_, _, _, _ string) (map[string]interface{}, error) {
		return map[string]interface{}{}, nil
	}
}

// Values stands for chartutil.Values.
type Values map[string]interface{}

func encode(v interface{}) interface{} {
	one := func(name string, v interface{}) interface{} { return map[string]interface{}{name: v} }
	list := func(items reflect.Value) []interface{} {
		out := []interface{}{}
		for i := 0; i < items.Len(); i++ {
			out = append(out, encode(items.Index(i).Interface()))
		}
		return out
	}
	entries := func(items reflect.Value) map[string]interface{} {
		out := map[string]interface{}{}
		for _, key := range items.MapKeys() {
			out[key.String()] = encode(items.MapIndex(key).Interface())
		}
		return out
	}
	value := reflect.ValueOf(v)
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		if strings.ToValidUTF8(v, "") != v {
			return one("broken", strings.ToValidUTF8(v, "\uFFFD"))
		}
		return v
	case bool:
		return v
	case int, int32, int64, uint8, uint64, uint32:
		return one(value.Type().String(), fmt.Sprint(v))
	case float64:
		return one("float64", strconv.FormatFloat(v, 'g', -1, 64))
	case []interface{}:
		if v == nil {
			return one("nil", []interface{}{})
		}
		return list(value)
	case []map[string]interface{}:
		return list(value)
	case []string:
		return one("strings", list(value))
	case []int:
		return one("ints", list(value))
	case [][]interface{}:
		return one("lists", list(value))
	case []byte:
		return one("bytes", string(v))
	case map[string]interface{}:
		if v == nil {
			return one("nilmap", entries(value))
		}
		return one("map", entries(value))
	case map[string]string:
		return one("strmap", entries(value))
	case Values:
		return one("values", entries(value))
	case time.Time:
		_, offset := v.Zone()
		return one("time", []interface{}{v.Unix(), v.Nanosecond(), offset})
	case time.Duration:
		return one("duration", fmt.Sprint(int64(v)))
	case *semver.Version:
		if v == nil {
			return nil
		}
		return one("version", []interface{}{v.Major(), v.Minor(), v.Patch(), v.Prerelease(), v.Metadata(), v.Original()})
	}
	if value.Kind() == reflect.Struct {
		out := map[string]interface{}{}
		for i := 0; i < value.NumField(); i++ {
			out[value.Type().Field(i).Name] = encode(value.Field(i).Interface())
		}
		return one(value.Type().String(), out)
	}
	return one("?", fmt.Sprintf("%T", v))
}

func text(v interface{}) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(encode(v)); err != nil {
		panic(err)
	}
	return strings.TrimSpace(out.String())
}

var place = regexp.MustCompile(`(?s)^template: t:\d+:\d+: executing "t" at <.*?>: (.*)$`)

func fault(err error) string {
	if found := place.FindStringSubmatch(err.Error()); found != nil {
		return found[1]
	}
	return err.Error()
}

func line(text string) string {
	return strings.NewReplacer("\n", "⏎", "main.Values", "chartutil.Values").Replace(text)
}

// answer says what a call gives, line by line.
func answer(call string) (lines []string) {
	call = strings.ReplaceAll(call, "⏎", "\n")
	name, rest, _ := strings.Cut(call, " ")
	var args []interface{}
	var result interface{}
	funcs := sprig.TxtFuncMap()
	helm(funcs)
	funcs["args"] = func(given ...interface{}) string { args = given; return "" }
	funcs["result"] = func(given interface{}) string { result = given; return "" }
	funcs["vals"] = func(of map[string]interface{}) Values { return of }
	funcs["bytes"] = func(of string) []byte { return []byte(of) }
	funcs["time"] = func(seconds, nanos, offset int) time.Time {
		zone := time.UTC
		if offset != 0 {
			zone = time.FixedZone("", offset)
		}
		return time.Unix(int64(seconds), int64(nanos)).In(zone)
	}
	funcs["spent"] = func(nanos int) time.Duration { return time.Duration(nanos) }
	run := func(text string, data interface{}) error {
		parsed, err := template.New("t").Funcs(funcs).Parse(text)
		if err != nil {
			return err
		}
		return parsed.Execute(&bytes.Buffer{}, data)
	}
	if err := run("{{ args "+rest+" }}", nil); err != nil {
		panic(fmt.Sprintf("%s: %s", call, err))
	}
	before := text(args)
	if !strings.HasPrefix(before, "[") {
		before = "[]"
	}
	lines = append(lines, "@ "+before)
	parts := ""
	for at := range args {
		parts += fmt.Sprintf(" (index . %d)", at)
	}
	again := name + parts
	if name == "derivePassword" {
		// Its counter is of a type that only constants fit.
		again = call
	}
	if err := run("{{ result ("+again+") }}", args); err != nil {
		message := fault(err)
		if after, own := strings.CutPrefix(message, "error calling "+name+": "); own {
			return append(lines, "! "+line(after))
		}
		return append(lines, "? "+line(message))
	}
	lines = append(lines, "= "+line(text(result)))
	if after := text(args); len(args) > 0 && after != before {
		lines = append(lines, "& "+after)
	}
	return lines
}

func main() {
	for _, path := range os.Args[1:] {
		read, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		var out []string
		for _, line := range strings.Split(strings.TrimSuffix(string(read), "\n"), "\n") {
			switch {
			case line == "" || line[0] == '#':
				out = append(out, line)
			case len(line) > 1 && strings.ContainsRune("@=&!?", rune(line[0])) && line[1] == ' ':
			default:
				out = append(out, line)
				out = append(out, answer(line)...)
			}
		}
		if err := os.WriteFile(path, []byte(strings.Join(out, "\n")+"\n"), 0o644); err != nil {
			panic(err)
		}
	}
}
