// The peer of tests/examples/rego_throughput.rs: a prepared query of the OPA module, tracing off, asked of one input after
// the other. Arguments: a bundle, a JSON array of inputs, how often each is asked.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	ctx := context.Background()
	prepared := must(rego.New(rego.Query("data.bartizan.deny"), rego.LoadBundle(os.Args[1])).PrepareForEval(ctx))
	rounds := must(strconv.Atoi(os.Args[3]))
	var inputs []any
	if err := json.Unmarshal(must(os.ReadFile(os.Args[2])), &inputs); err != nil {
		log.Fatal(err)
	}
	values := make([]ast.Value, len(inputs))
	for at, input := range inputs {
		values[at] = must(ast.InterfaceToValue(input))
	}
	found := 0
	start := time.Now()
	for range rounds {
		found = 0
		for _, value := range values {
			result := must(prepared.Eval(ctx, rego.EvalParsedInput(value)))
			found += len(result[0].Expressions[0].Value.([]any))
		}
	}
	each := float64(time.Since(start).Microseconds()) / float64(rounds*len(values))
	fmt.Printf("{\"inputs\": %d, \"findings\": %d, \"microseconds\": %.1f}\n", len(values), found, each)
}
