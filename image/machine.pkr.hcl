# An image with Docker, jq and gitlab-runner in it, by the very functions of lib/machine/bootstrap.sh that a machine
# runs at its first boot. What they find at boot they leave out, so nothing else changes:
#
#   packer init image && packer build -var region=us-east-1 image
#
# and then name the image in config.toml: "amazonec2-ami=ami-…", "amazonec2-device-name=/dev/xvda".
#
# What a boot is spared: `dnf install docker` (jq and curl are in Amazon Linux already), the download of gitlab-runner
# (some 90 MB), and, in the first job, the pull of gitlab-runner's helper image. What is left is what differs from
# machine to machine: EC2's own start, registering, starting dockerd and the runner. The image ages: build it again
# each month, for its packages' fixes and for gitlab-runner, which must not be newer than your GitLab by much.

packer {
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = ">= 1.3.0"
    }
  }
}

variable "region" {
  type = string
}

variable "architecture" {
  type        = string
  default     = "x86_64"
  description = "x86_64, or arm64 for Graviton's instance types."
}

source "amazon-ebs" "machine" {
  region        = var.region
  instance_type = var.architecture == "arm64" ? "t4g.small" : "t3.small"
  ssh_username  = "ec2-user"
  ami_name      = "bastionless-machine-${var.architecture}-{{timestamp}}"
  encrypt_boot  = true

  source_ami_filter {
    most_recent = true
    owners      = ["amazon"]
    filters = {
      name                = "al2023-ami-2023.*-kernel-*"
      architecture        = var.architecture
      virtualization-type = "hvm"
    }
  }

  # IMDSv2 alone, for the machine that builds and for those that start from the image.
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
  imds_support = "v2.0"
}

build {
  sources = ["source.amazon-ebs.machine"]

  provisioner "file" {
    source      = "${path.root}/../lib/machine/bootstrap.sh"
    destination = "/tmp/bootstrap.sh"
  }

  provisioner "shell" {
    script          = "${path.root}/provision.sh"
    execute_command = "sudo bash {{ .Path }} /tmp/bootstrap.sh"
  }
}
