resource "aws_instance" "unsound" {
  ami                         = "ami-00000000"
  instance_type               = "t3.small"
  associate_public_ip_address = true
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }
  root_block_device {
    encrypted = false
  }
}

resource "aws_eks_cluster" "unsound" {
  name     = "unsound"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids             = ["subnet-1", "subnet-2"]
    endpoint_public_access = true
    public_access_cidrs    = ["0.0.0.0/0"]
  }
}

resource "aws_ecs_task_definition" "unsound" {
  family = "unsound"
  container_definitions = jsonencode([{
    name                   = "main"
    image                  = "registry.example.gov/main:1.0.0"
    privileged             = true
    readonlyRootFilesystem = false
    essential              = true
  }])
}

resource "aws_lambda_function" "unsound" {
  function_name = "unsound"
  role          = "arn:aws:iam::111122223333:role/lambda"
  runtime       = "python3.12"
  handler       = "main.handler"
  filename      = "main.zip"
  environment {
    variables = {
      AWS_ACCESS_KEY_ID     = "AKIAIOSFODNN7EXAMPLE"
      AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    }
  }
}

resource "aws_lambda_function_url" "unsound" {
  function_name      = "unsound"
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "everyone" {
  function_name = "unsound"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_api_gateway_rest_api" "unsound" {
  name = "unsound"
}

resource "aws_api_gateway_method" "unsound" {
  rest_api_id      = aws_api_gateway_rest_api.unsound.id
  resource_id      = aws_api_gateway_rest_api.unsound.root_resource_id
  http_method      = "POST"
  authorization    = "NONE"
  api_key_required = false
}

resource "aws_api_gateway_deployment" "unsound" {
  rest_api_id = aws_api_gateway_rest_api.unsound.id
}

resource "aws_api_gateway_stage" "unsound" {
  rest_api_id          = aws_api_gateway_rest_api.unsound.id
  deployment_id        = aws_api_gateway_deployment.unsound.id
  stage_name           = "live"
  xray_tracing_enabled = false
}

resource "aws_api_gateway_domain_name" "unsound" {
  domain_name              = "api.example.gov"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/a"
  security_policy          = "TLS_1_0"
}

resource "aws_apigatewayv2_route" "unsound" {
  api_id             = "api"
  route_key          = "POST /applications"
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_stage" "unsound" {
  api_id = "api"
  name   = "live"
}
