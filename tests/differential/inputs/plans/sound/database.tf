resource "aws_rds_cluster" "sound" {
  cluster_identifier                  = "sound"
  engine                              = "aurora-postgresql"
  engine_version                      = "16.4"
  master_username                     = "sound"
  manage_master_user_password         = true
  storage_encrypted                   = true
  iam_database_authentication_enabled = true
  backup_retention_period             = 30
  deletion_protection                 = true
  copy_tags_to_snapshot               = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "sound"
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.sound.name
}

resource "aws_rds_cluster_instance" "sound" {
  cluster_identifier         = aws_rds_cluster.sound.id
  instance_class             = "db.t4g.medium"
  engine                     = "aurora-postgresql"
  publicly_accessible        = false
  auto_minor_version_upgrade = true
}

resource "aws_rds_cluster_parameter_group" "sound" {
  name   = "sound-cluster"
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  parameter {
    name  = "log_statement"
    value = "ddl"
  }
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }
}

resource "aws_db_instance" "sound" {
  identifier                          = "sound"
  engine                              = "postgres"
  engine_version                      = "16.4"
  instance_class                      = "db.t4g.medium"
  allocated_storage                   = 50
  username                            = "sound"
  manage_master_user_password         = true
  publicly_accessible                 = false
  storage_encrypted                   = true
  iam_database_authentication_enabled = true
  backup_retention_period             = 30
  auto_minor_version_upgrade          = true
  deletion_protection                 = true
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "sound"
  parameter_group_name                = aws_db_parameter_group.sound.name
}

resource "aws_db_parameter_group" "sound" {
  name   = "sound"
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  parameter {
    name  = "log_statement"
    value = "ddl"
  }
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }
}

resource "aws_secretsmanager_secret" "sound" {
  name       = "sound"
  kms_key_id = "arn:aws:kms:eu-central-1:111122223333:key/sound"
}

resource "aws_secretsmanager_secret_rotation" "sound" {
  secret_id           = aws_secretsmanager_secret.sound.id
  rotation_lambda_arn = "arn:aws:lambda:eu-central-1:111122223333:function:rotate"
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_ssm_parameter" "sound" {
  name  = "/services/cache/password"
  type  = "SecureString"
  value = "example-only-password"
}
