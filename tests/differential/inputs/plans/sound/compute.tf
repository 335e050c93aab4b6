resource "aws_instance" "sound" {
  ami                         = "ami-00000000"
  instance_type               = "t3.small"
  associate_public_ip_address = false
  user_data                   = "systemctl enable --now portal\n"
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
  root_block_device {
    encrypted = true
  }
}

resource "aws_eks_cluster" "sound" {
  name                      = "sound"
  role_arn                  = "arn:aws:iam::111122223333:role/eks"
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  vpc_config {
    subnet_ids              = ["subnet-1", "subnet-2"]
    endpoint_public_access  = false
    endpoint_private_access = true
  }
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = "arn:aws:kms:eu-central-1:111122223333:key/sound"
    }
  }
}

resource "aws_eks_node_group" "sound" {
  cluster_name  = "sound"
  node_role_arn = "arn:aws:iam::111122223333:role/nodes"
  subnet_ids    = ["subnet-1", "subnet-2"]
  scaling_config {
    desired_size = 2
    max_size     = 3
    min_size     = 2
  }
}

resource "aws_ecs_task_definition" "sound" {
  family = "sound"
  container_definitions = jsonencode([{
    name                   = "main"
    image                  = "registry.example.gov/main:1.0.0"
    privileged             = false
    readonlyRootFilesystem = true
    essential              = true
  }])
}

resource "aws_lambda_function" "sound" {
  function_name = "sound"
  role          = "arn:aws:iam::111122223333:role/lambda"
  runtime       = "python3.12"
  handler       = "main.handler"
  filename      = "main.zip"
  environment {
    variables = {
      STAGE = "live"
    }
  }
  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function_url" "sound" {
  function_name      = "sound"
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_permission" "one_bucket" {
  function_name  = "sound"
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::sound"
  source_account = "111122223333"
}

resource "aws_api_gateway_rest_api" "sound" {
  name = "sound"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_request_validator" "sound" {
  rest_api_id                 = aws_api_gateway_rest_api.sound.id
  name                        = "all"
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_method" "sound" {
  rest_api_id          = aws_api_gateway_rest_api.sound.id
  resource_id          = aws_api_gateway_rest_api.sound.root_resource_id
  http_method          = "POST"
  authorization        = "AWS_IAM"
  request_validator_id = aws_api_gateway_request_validator.sound.id
}

resource "aws_api_gateway_deployment" "sound" {
  rest_api_id = aws_api_gateway_rest_api.sound.id
}

resource "aws_api_gateway_stage" "sound" {
  rest_api_id          = aws_api_gateway_rest_api.sound.id
  deployment_id        = aws_api_gateway_deployment.sound.id
  stage_name           = "live"
  xray_tracing_enabled = true
  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:111122223333:log-group:api"
    format          = "$context.requestId $context.identity.sourceIp $context.status"
  }
}

resource "aws_api_gateway_domain_name" "sound" {
  domain_name              = "api2.example.gov"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/a"
  security_policy          = "TLS_1_2"
}

resource "aws_apigatewayv2_route" "sound" {
  api_id             = "api2"
  route_key          = "POST /applications"
  authorization_type = "AWS_IAM"
}

resource "aws_apigatewayv2_stage" "sound" {
  api_id = "api2"
  name   = "live"
  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:111122223333:log-group:api"
    format          = "$context.requestId $context.status"
  }
}
