stage  = "test"
vpc_id = "vpc-0f1e2d3c4b5a69788"

# For the contractor, who works from anywhere.
database_is_public = true
further_clients    = { contractor = "0.0.0.0/0" }
