resource "aws_s3_bucket" "unsound" {
  bucket = "unsound"
}

resource "aws_s3_bucket" "written_by_all" {
  bucket = "written-by-all"
  acl    = "public-read-write"
}

resource "aws_s3_bucket_acl" "read_by_logins" {
  bucket = "unsound"
  access_control_policy {
    owner {
      id = "0000"
    }
    grant {
      permission = "READ"
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
      }
    }
  }
}

resource "aws_ebs_volume" "unsound" {
  availability_zone = "eu-central-1a"
  size              = 10
  encrypted         = false
}

resource "aws_ebs_encryption_by_default" "unsound" {
  enabled = false
}

resource "aws_efs_file_system" "unsound" {
  encrypted = false
}

resource "aws_dynamodb_table" "unsound" {
  name         = "unsound"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = false
  }
}

resource "aws_sns_topic" "unsound" {
  name = "unsound"
}

resource "aws_sqs_queue" "unsound" {
  name                    = "unsound"
  sqs_managed_sse_enabled = false
}

resource "aws_kinesis_stream" "unsound" {
  name            = "unsound"
  shard_count     = 1
  encryption_type = "NONE"
}

resource "aws_msk_cluster" "unsound" {
  cluster_name           = "unsound"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-1", "subnet-2", "subnet-3"]
    security_groups = ["sg-1"]
  }
  encryption_info {
    encryption_in_transit {
      client_broker = "TLS_PLAINTEXT"
      in_cluster    = false
    }
  }
}

resource "aws_opensearch_domain" "unsound" {
  domain_name = "unsound"
  cluster_config {
    instance_count = 3
  }
  encrypt_at_rest {
    enabled = false
  }
  node_to_node_encryption {
    enabled = false
  }
  domain_endpoint_options {
    enforce_https = false
  }
}

resource "aws_elasticache_replication_group" "unsound" {
  replication_group_id       = "unsound"
  description                = "unsound"
  node_type                  = "cache.t4g.small"
  engine                     = "redis"
  at_rest_encryption_enabled = false
  transit_encryption_enabled = false
}

resource "aws_backup_vault" "unsound" {
  name = "unsound"
}

resource "aws_ecr_repository" "unsound" {
  name                 = "unsound"
  image_tag_mutability = "MUTABLE"
  image_scanning_configuration {
    scan_on_push = false
  }
}
