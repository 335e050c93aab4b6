# What the policies for AWS look for, where plans would say null or a hash, or Checkov reads configurations only.

data "aws_iam_policy_document" "everything" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "climbs" {
  statement {
    actions   = ["iam:CreatePolicyVersion", "iam:AttachUserPolicy"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "every_workflow" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["*"]
    }
  }
}

resource "aws_instance" "unsound_data" {
  ami           = "ami-00000000"
  instance_type = "t3.small"
  user_data     = <<-SCRIPT
    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  SCRIPT
}

resource "aws_cloudwatch_log_group" "unsound_source" {
  name = "unsound"
}

resource "aws_eks_node_group" "unsound_source" {
  cluster_name  = "unsound"
  node_role_arn = "arn:aws:iam::111122223333:role/nodes"
  subnet_ids    = ["subnet-1", "subnet-2"]
  scaling_config {
    desired_size = 2
    max_size     = 3
    min_size     = 2
  }
  remote_access {
    ec2_ssh_key = "admin"
  }
}

resource "aws_lambda_permission" "every_bucket" {
  function_name = "unsound"
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_secretsmanager_secret_rotation" "unsound_source" {
  secret_id           = "other"
  rotation_lambda_arn = "arn:aws:lambda:eu-central-1:111122223333:function:rotate"
  rotation_rules {
    automatically_after_days = 365
  }
}

resource "aws_security_group_rule" "ssh_source" {
  type              = "ingress"
  security_group_id = "sg-1"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}
