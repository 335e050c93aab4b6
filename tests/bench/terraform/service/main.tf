variable "name" { type = string }
variable "port" { type = number }
variable "public" { type = bool }
variable "tags" { type = map(string) }

resource "aws_security_group" "this" {
  name = var.name
  tags = var.tags

  dynamic "ingress" {
    for_each = var.public ? ["0.0.0.0/0"] : ["10.0.0.0/8"]
    content {
      description = "the service"
      from_port   = var.port
      to_port     = var.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

resource "aws_lb" "this" {
  name               = var.name
  internal           = !var.public
  load_balancer_type = "application"
  security_groups    = [aws_security_group.this.id]
}
