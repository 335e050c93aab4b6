b = "tfvars"
maybe = { one = {}, two = { size = 5, tags = null } }
