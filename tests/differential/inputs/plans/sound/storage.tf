resource "aws_kms_key" "sound" {
  description         = "data at rest"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_s3_bucket" "sound" {
  bucket = "sound"
}

resource "aws_s3_bucket_acl" "private" {
  bucket = "sound"
  acl    = "private"
}

resource "aws_s3_bucket_public_access_block" "sound" {
  bucket                  = aws_s3_bucket.sound.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "sound" {
  bucket = aws_s3_bucket.sound.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:eu-central-1:111122223333:key/sound"
    }
  }
}

resource "aws_s3_bucket_versioning" "sound" {
  bucket = aws_s3_bucket.sound.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "sound" {
  bucket        = aws_s3_bucket.sound.id
  target_bucket = "logs"
  target_prefix = "sound/"
}

resource "aws_s3_bucket_policy" "sound" {
  bucket = aws_s3_bucket.sound.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::sound", "arn:aws:s3:::sound/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_ebs_volume" "sound" {
  availability_zone = "eu-central-1a"
  size              = 10
  encrypted         = true
  kms_key_id        = aws_kms_key.sound.arn
  tags              = { backup = "daily" }
}

resource "aws_ebs_encryption_by_default" "sound" {
  enabled = true
}

resource "aws_efs_file_system" "sound" {
  encrypted  = true
  kms_key_id = aws_kms_key.sound.arn
  tags       = { backup = "daily" }
}

resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.sound.name
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      delete_after = 90
    }
  }
}

resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = "arn:aws:iam::111122223333:role/backup"
  resources    = [aws_efs_file_system.sound.arn, aws_ebs_volume.sound.arn, aws_rds_cluster.sound.arn]
}

resource "aws_backup_vault" "sound" {
  name        = "sound"
  kms_key_arn = aws_kms_key.sound.arn
}

resource "aws_backup_vault_lock_configuration" "sound" {
  backup_vault_name   = aws_backup_vault.sound.name
  changeable_for_days = 3
  min_retention_days  = 30
  max_retention_days  = 400
}

resource "aws_dynamodb_table" "sound" {
  name         = "sound"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_sns_topic" "sound" {
  name              = "sound"
  kms_master_key_id = "alias/messages"
}

resource "aws_sqs_queue" "sound" {
  name              = "sound"
  kms_master_key_id = "alias/messages"
}

resource "aws_kinesis_stream" "sound" {
  name            = "sound"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/messages"
}

resource "aws_msk_cluster" "sound" {
  cluster_name           = "sound"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-1", "subnet-2", "subnet-3"]
    security_groups = ["sg-1"]
  }
  encryption_info {
    encryption_at_rest_kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/sound"
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }
}

resource "aws_opensearch_domain" "sound" {
  domain_name = "sound"
  cluster_config {
    instance_count = 3
  }
  encrypt_at_rest {
    enabled = true
  }
  node_to_node_encryption {
    enabled = true
  }
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
}

resource "aws_elasticache_replication_group" "sound" {
  replication_group_id       = "sound"
  description                = "sound"
  node_type                  = "cache.t4g.small"
  engine                     = "redis"
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
}

resource "aws_ecr_repository" "sound" {
  name                 = "sound"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
}
