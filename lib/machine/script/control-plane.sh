# shellcheck shell=bash
# How a machine speaks to the control plane: signed with its role, by curl. curl is given secrets on its standard
# input, since other processes can read a command line.

readonly IMDS=http://169.254.169.254/latest

# Prints the instance's metadata of that path; where there is none, why, and fails.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
imds() {
  local token
  if ! token="$(curl --silent --fail --max-time 5 --request PUT \
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$IMDS/api/token")"; then
    printf 'the instance metadata service does not answer'
    return 1
  fi
  if ! printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$token" |
    curl --silent --fail --max-time 5 --config - "$IMDS/meta-data/$1"; then
    printf 'the instance metadata service has no %s' "$1"
    return 1
  fi
}

role_as_curl_config() {
  local role credentials
  if ! role="$(imds iam/security-credentials/)" || ! credentials="$(imds "iam/security-credentials/$role")"; then
    printf '%s' "${credentials:-$role}"
    return 1
  fi
  printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' "$(field AccessKeyId "$credentials")" \
    "$(field SecretAccessKey "$credentials")" "$(field Token "$credentials")"
}

# Of a JSON object of plain texts.
field() {
  if [[ "$2" =~ \"$1\"[[:space:]]*:[[:space:]]*\"([^\"]*)\" ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

# POSTs a file of a type to a path, and leaves the answer and its HTTP status in `answer` and `status`: 000 where there
# is none, and then why. A body and its type are sent always because older versions of curl sign a content type
# whether there is one or not.
call() {
  local credentials
  status=000
  if ! credentials="$(role_as_curl_config)"; then
    answer="$credentials"
    return
  fi
  answer="$(printf '%s' "$credentials" | curl --silent --show-error --config - \
    --aws-sigv4 "aws:amz:$REGION:execute-api" --connect-timeout 5 --max-time 35 --header "Content-Type: $2" \
    --data-binary "@$3" --write-out '\n%{http_code}' "$API_URL/$1" 2>&1)" || true
  status="${answer##*$'\n'}"
  answer="${answer%$'\n'*}"
}

# curl 7.75 and newer sign. Not asked with --version: that has OpenLDAP look for this machine's name, for seconds
# where DNS does not answer. https://curl.se/docs/manpage.html#--aws-sigv4
check_curl() {
  if curl --aws-sigv4 aws:amz --help >/dev/null 2>&1; then return; fi
  give_up "this image's curl cannot sign requests (--aws-sigv4): it takes curl 7.75 or newer, so Amazon Linux 2023, Debian 12, Ubuntu 24.04 or newer"
}

# The reason and the last lines, as far as the control plane takes them. No report while the machine is being
# terminated: that is no fault of it.
report() {
  if [[ "$(systemctl is-system-running)" == stopping ]]; then return; fi
  local delay answer status
  {
    head -c 400 "$REASON"
    echo
    tail -c 7000 "$SAID"
  } >"$STATE/report"
  for delay in 1 3 0; do
    call report text/plain "$STATE/report"
    if [[ "$status" == 204 ]]; then return; fi
    log "its report was not taken (status $status): ${answer:0:200}"
    sleep "$delay"
  done
}
