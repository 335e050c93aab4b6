package logical

import rego.v2

p if input.a and not input.b or {
	some x in input.xs # a comment
	x > 1
}

q if {
	not {
		input.a == 1
		input.b
	} and (input.c or not input.d) with input.e as {}
	(input.a and (input.b or input.c))
	not (input.a or input.b)
	not input.f with input.f as 1
	{input.a; input.b} or input.c or true
	(not input.a)
	(input.a with input.a as 1) and true
}

not_there if input.g

f(x) if not_there and {x == 1} and {y := x; y == 1}

r := [1 | 1 == 1 and
	2 == 2]
