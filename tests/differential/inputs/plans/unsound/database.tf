resource "aws_rds_cluster" "unsound" {
  cluster_identifier                  = "unsound"
  engine                              = "aurora-postgresql"
  engine_version                      = "14.9"
  master_username                     = "unsound"
  manage_master_user_password         = true
  storage_encrypted                   = false
  iam_database_authentication_enabled = false
  backup_retention_period             = 1
  deletion_protection                 = false
  skip_final_snapshot                 = true
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.unsound.name
}

resource "aws_rds_cluster_instance" "unsound" {
  cluster_identifier         = aws_rds_cluster.unsound.id
  instance_class             = "db.t4g.medium"
  engine                     = "aurora-postgresql"
  publicly_accessible        = true
  auto_minor_version_upgrade = false
}

resource "aws_rds_cluster_parameter_group" "unsound" {
  name   = "unsound-cluster"
  family = "aurora-postgresql14"
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}

resource "aws_db_instance" "unsound" {
  identifier                  = "unsound"
  engine                      = "postgres"
  engine_version              = "14.9"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  username                    = "unsound"
  manage_master_user_password = true
  publicly_accessible         = true
  storage_encrypted           = false
  backup_retention_period     = 0
  auto_minor_version_upgrade  = false
  skip_final_snapshot         = true
  parameter_group_name        = aws_db_parameter_group.unsound.name
}

resource "aws_db_instance" "on_defaults" {
  identifier                  = "on-defaults"
  engine                      = "postgres"
  engine_version              = "14.9"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  username                    = "unsound"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

resource "aws_db_parameter_group" "unsound" {
  name   = "unsound"
  family = "postgres14"
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}

resource "aws_secretsmanager_secret" "unsound" {
  name = "unsound"
}

resource "aws_ssm_parameter" "unsound" {
  name  = "/services/database/password"
  type  = "String"
  value = "example-only-password"
}
