import type { Kind } from './kinds.ts';

/** The version of GitLab Runner whose keys these are: from its own common/config.go, changelog and documentation. */
export const RUNNER_VERSION = '19.4';

/** One key of GitLab Runner's config.toml, and what becomes of it here. */
export type RunnerKey =
  /** Its schema in lib/config/schema says what it must be, and what it means here. */
  | { readonly fate: 'schema'; readonly since?: string }
  /** Each machine's own config.toml has it, as it is written. */
  | {
      readonly fate: 'passed on';
      readonly kind: Kind;
      readonly since?: string;
      readonly file?: true;
      /** What is changed in it, and when. */
      readonly but?: string;
    }
  /** What `because` says has its place. */
  | { readonly fate: 'replaced'; readonly kind: Kind; readonly because: string }
  | { readonly fate: 'ignored'; readonly kind: Kind; readonly because: string; readonly since?: string }
  /** Of an older GitLab Runner. `moved` is where it went, from the entry: its value is taken from there. */
  | { readonly fate: 'gone'; readonly in: string; readonly instead: string; readonly moved?: string }
  /** Of no GitLab Runner ever, but people write it there. */
  | {
      readonly fate: 'misplaced';
      readonly instead: string;
      /** Its name in `[runners.bastionless]`, if it has one. */
      readonly ours?: string;
    };

export type RunnerTable = Readonly<Record<string, RunnerKey>>;

const schema = (since?: string): RunnerKey => ({ fate: 'schema', ...(since !== undefined && { since }) });
const passed = (kind: Kind, since?: string): RunnerKey => ({
  ...{ fate: 'passed on', kind },
  ...(since !== undefined && { since }),
});
const changed = (kind: Kind, but: string): RunnerKey => ({ fate: 'passed on', kind, but });
const file: RunnerKey = { fate: 'passed on', kind: 'text', file: true };
const replaced = (kind: Kind, because: string): RunnerKey => ({ fate: 'replaced', kind, because });
const ignored = (kind: Kind, because: string, since?: string): RunnerKey => ({
  ...{ fate: 'ignored', kind, because },
  ...(since !== undefined && { since }),
});
const gone = (version: string, instead: string, moved?: string): RunnerKey => ({
  ...{ fate: 'gone', in: version, instead },
  ...(moved !== undefined && { moved }),
});
const misplaced = (instead: string): RunnerKey => ({ fate: 'misplaced', instead });
const inGitLab = (ours: string): RunnerKey => ({
  ...{ fate: 'misplaced', ours },
  instead: `GitLab Runner has no such key: it is set in GitLab. Here it is ${ours} in [runners.bastionless]`,
});

export const NO_MANAGER = 'because no runner manager runs: machines ask GitLab by themselves';
export const OWN_RUNNER = 'because each machine gets a runner of its own from GitLab';
const NO_PLUGIN = 'because machines are launched without an Auto Scaling group or a plugin';
const ONE_JOB = 'because each place of a machine asks for one job at a time';
const OTHER_EXECUTOR = 'because machines have the executor docker, which does not read it';
const OWN_ENGINE = 'because each machine has its own Docker engine; docker-machine replaced it too';
const NAMED_CACHE =
  'where Shared is false, Path ends in the runner’s name: each machine has a token of its own, which kept caches apart';
const S3_TABLE = '[runners.cache.s3] has it now';

/**
 * Every table of config.toml by its path, and every key of it by its name. A table that is not here, and is no kind
 * that holds one, is not known. Keys match in any case of letters, as GitLab Runner's TOML reader has it.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/
 * https://gitlab.com/gitlab-org/gitlab-runner/-/blob/main/common/config.go
 */
export const TABLES: Readonly<Record<string, RunnerTable>> = {
  '': {
    concurrent: schema(),
    check_interval: schema(),
    runners: schema(),
    log_level: ignored('text', NO_MANAGER),
    log_format: ignored('text', NO_MANAGER),
    log_field_schema_version: ignored('integer', NO_MANAGER, '19.4'),
    log_field_dual_emit_target: ignored('integer', NO_MANAGER, '19.4'),
    user: ignored('text', NO_MANAGER),
    listen_address: ignored('text', `${NO_MANAGER}; CloudWatch has the metrics`),
    sentry_dsn: ignored('text', NO_MANAGER),
    connection_max_age: ignored('duration', NO_MANAGER),
    shutdown_timeout: ignored('integer', NO_MANAGER),
    labels: passed('labels', '18.6'),
    metrics_server: gone('12.0', 'listen_address has its place'),
    prometheus_listen_address: misplaced('the key is listen_address'),
  },
  session_server: {
    listen_address: ignored('text', 'because a machine has no inbound port: there are no web terminals'),
    advertise_address: ignored('text', 'because a machine has no inbound port: there are no web terminals'),
    session_timeout: ignored('integer', 'because a machine has no inbound port: there are no web terminals'),
  },
  experimental: {},
  'experimental.usage_logger': {
    enabled: ignored('truth', NO_MANAGER),
    log_dir: ignored('text', NO_MANAGER),
    max_backup_files: ignored('integer', NO_MANAGER),
    max_rotation_age: ignored('duration', NO_MANAGER),
    labels: ignored('texts by name', NO_MANAGER),
    writers: ignored('texts', NO_MANAGER),
    logrotate: ignored('table', NO_MANAGER),
    snowplow_billing: ignored('table', NO_MANAGER),
  },
  machine: {},
  'machine.shutdown_drain': {
    enabled: ignored('truth', NO_MANAGER),
    concurrency: ignored('integer', NO_MANAGER),
    max_retries: ignored('integer', NO_MANAGER),
    retry_backoff: ignored('duration', NO_MANAGER),
  },
  'machine.heartbeat': { concurrency: ignored('integer', NO_MANAGER, '19.4') },
  runners: {
    name: schema(),
    url: schema(),
    token: schema(),
    limit: schema(),
    executor: schema(),
    bastionless: schema(),
    id: ignored('integer', OWN_RUNNER),
    token_obtained_at: ignored('time', OWN_RUNNER),
    token_expires_at: ignored('time', OWN_RUNNER),
    'tls-ca-file': { ...file, but: 'ca_file in [runners.bastionless] has its place' },
    'tls-cert-file': file,
    'tls-key-file': file,
    output_limit: passed('integer'),
    request_concurrency: ignored('integer', ONE_JOB),
    strict_check_interval: passed('truth'),
    unhealthy_requests_limit: passed('integer'),
    unhealthy_interval: passed('duration'),
    job_status_final_update_retry_limit: passed('integer'),
    labels: passed('labels', '18.6'),
    builds_dir: passed('text'),
    cache_dir: passed('text'),
    clone_url: passed('text'),
    environment: passed('texts'),
    proxy_exec: passed('truth'),
    pre_get_sources_script: passed('text'),
    post_get_sources_script: passed('text'),
    pre_build_script: passed('text'),
    post_build_script: passed('text'),
    prepare_timeout: passed('duration'),
    get_sources_timeout: passed('duration'),
    debug_trace_disabled: passed('truth'),
    safe_directory_checkout: passed('truth'),
    clean_git_config: passed('truth'),
    shell: passed('text'),
    feature_flags: passed('truths by name'),
    step_runner_image: passed('text'),
    use_slot_cgroups: passed('truth', '18.6'),
    slot_cgroup_template: passed('text', '18.6'),
    ssh: ignored('table', OTHER_EXECUTOR),
    parallels: ignored('table', OTHER_EXECUTOR),
    virtualbox: ignored('table', OTHER_EXECUTOR),
    kubernetes: ignored('table', OTHER_EXECUTOR),
    custom: ignored('table', OTHER_EXECUTOR),
    instance: ignored('table', OTHER_EXECUTOR),
    experimental: ignored('table', 'because a machine asks for its first job at once, and tries none before'),
    pre_clone_script: gone('17.0', 'pre_get_sources_script has its place', 'pre_get_sources_script'),
    post_clone_script: gone('17.0', 'post_get_sources_script has its place', 'post_get_sources_script'),
    'tls-skip-verify': gone('10.0', 'tls-ca-file names the CA of a GitLab with a certificate of its own'),
    tags: inGitLab('tags'),
    tag_list: inGitLab('tags'),
    tagList: inGitLab('tags'),
    run_untagged: inGitLab('run_untagged'),
    runUntagged: inGitLab('run_untagged'),
    access_level: inGitLab('access_level'),
    locked: inGitLab('locked'),
    maximum_timeout: inGitLab('maximum_timeout'),
    maintenance_note: inGitLab('maintenance_note'),
    description: misplaced('GitLab Runner has no such key: name is the description'),
    paused: misplaced(
      'GitLab Runner has no such key: a runner is paused in GitLab, and all of them by `bastionless drain`',
    ),
    registration_token: misplaced(
      'it is an option of `gitlab-runner register`: remove it, and reset it in GitLab',
    ),
  },
  'runners.custom_build_dir': { enabled: passed('truth') },
  'runners.artifact': { upload_timeout: passed('duration'), response_header_timeout: passed('duration') },
  'runners.monitoring': {
    job_queuing_durations: ignored(
      'tables',
      'because nobody asks a machine for metrics; CloudWatch’s dashboard shows how long jobs wait',
    ),
  },
  'runners.referees': {},
  'runners.referees.metrics': {
    prometheus_address: passed('text'),
    query_interval: passed('integer'),
    queries: passed('texts'),
  },
  'runners.docker': {
    host: replaced('text', OWN_ENGINE),
    tls_cert_path: replaced('text', OWN_ENGINE),
    tls_verify: replaced('truth', OWN_ENGINE),
    hostname: passed('text'),
    image: passed('text'),
    runtime: passed('text'),
    memory: passed('bytes'),
    memory_swap: passed('bytes'),
    memory_reservation: passed('bytes'),
    cgroup_parent: passed('text'),
    cpuset_cpus: passed('text'),
    cpuset_mems: passed('text'),
    cpus: passed('CPUs'),
    cpu_shares: passed('integer'),
    dns: passed('texts'),
    dns_search: passed('texts'),
    privileged: passed('truth'),
    services_privileged: passed('truth'),
    disable_entrypoint_overwrite: passed('truth'),
    user: passed('text'),
    allowed_users: passed('texts'),
    group_add: passed('texts'),
    userns_mode: passed('text'),
    cap_add: passed('texts'),
    cap_drop: passed('texts'),
    oom_kill_disable: passed('truth'),
    oom_score_adjust: passed('integer'),
    security_opt: passed('texts'),
    services_security_opt: passed('texts'),
    devices: passed('texts'),
    device_cgroup_rules: passed('texts'),
    gpus: passed('text'),
    services_devices: passed('lists by name'),
    disable_cache: passed('truth'),
    volumes: passed('texts'),
    volume_keep: passed('truth'),
    volume_driver: passed('text'),
    volume_driver_ops: passed('texts by name'),
    cache_dir: passed('text'),
    extra_hosts: passed('texts'),
    volumes_from: passed('texts'),
    network_mode: passed('text'),
    pid_mode: passed('text'),
    ipcmode: passed('text'),
    mac_address: passed('text'),
    links: passed('texts'),
    services_limit: passed('integer'),
    service_memory: passed('bytes'),
    service_memory_swap: passed('bytes'),
    service_memory_reservation: passed('bytes'),
    service_cgroup_parent: passed('text'),
    service_slot_cgroup_template: passed('text', '18.6'),
    service_cpuset_cpus: passed('text'),
    service_cpus: passed('CPUs'),
    service_cpu_shares: passed('integer'),
    service_gpus: passed('text'),
    wait_for_services_timeout: passed('integer'),
    allowed_images: passed('texts'),
    allowed_privileged_images: passed('texts'),
    allowed_privileged_services: passed('texts'),
    allowed_pull_policies: passed('pull policies'),
    allowed_services: passed('texts'),
    pull_policy: passed('pull policy'),
    isolation: passed('text'),
    shm_size: passed('integer'),
    tmpfs: passed('texts by name'),
    services_tmpfs: passed('texts by name'),
    sysctls: passed('texts by name'),
    helper_image: passed('text'),
    helper_image_flavor: passed('text'),
    helper_image_autoset_arch_and_os: ignored('truth', 'because GitLab Runner reads it for Kubernetes alone'),
    container_labels: passed('texts by name'),
    enable_ipv6: passed('truth'),
    ulimit: passed('texts by name'),
    network_mtu: passed('integer'),
    log_options: passed('texts by name'),
    services: passed('tables'),
  },
  'runners.docker.services': {
    name: passed('text'),
    alias: passed('text'),
    command: passed('texts'),
    entrypoint: passed('texts'),
    environment: passed('texts'),
    suspend_data_path: passed('text', '19.4'),
  },
  'runners.cache': {
    Type: passed('text'),
    Path: changed('text', NAMED_CACHE),
    Shared: changed('truth', NAMED_CACHE),
    MaxUploadedArchiveSize: passed('integer'),
    RedactURL: passed('truth', '19.4'),
    ServerAddress: gone('12.0', S3_TABLE, 'cache.s3.ServerAddress'),
    AccessKey: gone('12.0', 'machines have a role, and no keys'),
    SecretKey: gone('12.0', 'machines have a role, and no keys'),
    BucketName: gone('12.0', S3_TABLE, 'cache.s3.BucketName'),
    BucketLocation: gone('12.0', S3_TABLE, 'cache.s3.BucketLocation'),
    Insecure: gone('12.0', S3_TABLE, 'cache.s3.Insecure'),
    S3CachePath: gone('12.0', 'Path has its place', 'cache.Path'),
    CachePath: gone('12.0', 'Path has its place', 'cache.Path'),
    CacheShared: gone('12.0', 'Shared has its place', 'cache.Shared'),
  },
  'runners.cache.s3': {
    ServerAddress: passed('text'),
    AccessKey: passed('text'),
    SecretKey: passed('text'),
    SessionToken: passed('text'),
    BucketName: passed('text'),
    BucketLocation: passed('text'),
    Insecure: passed('truth'),
    AuthenticationType: passed('text'),
    ServerSideEncryption: passed('text'),
    ServerSideEncryptionKeyID: passed('text'),
    DualStack: passed('truth'),
    PathStyle: passed('truth'),
    Accelerate: passed('truth'),
    RoleARN: passed('text'),
    UploadRoleARN: passed('text'),
    AssumeRoleMaxConcurrency: passed('integer', '19.4'),
    DisableAssumeRoleCredentialsCaching: passed('truth', '19.4'),
  },
  'runners.cache.gcs': {
    AccessID: passed('text'),
    PrivateKey: passed('text'),
    CredentialsFile: file,
    BucketName: passed('text'),
    UniverseDomain: passed('text', '18.9'),
  },
  'runners.cache.azure': {
    AccountName: passed('text'),
    AccountKey: passed('text'),
    ContainerName: passed('text'),
    StorageDomain: passed('text'),
  },
  'runners.machine': {
    IdleCount: schema(),
    IdleCountMin: schema(),
    IdleScaleFactor: schema(),
    IdleTime: schema(),
    MaxBuilds: schema(),
    MaxGrowthRate: schema(),
    MachineDriver: schema(),
    MachineName: schema(),
    MachineOptions: schema(),
    MachineOptionsWithName: schema('18.6'),
    MaxRemovalAttempts: schema('18.6'),
    HeartbeatInterval: schema('19.4'),
    OffPeakPeriods: schema(),
    OffPeakTimezone: schema(),
    OffPeakIdleCount: schema(),
    OffPeakIdleTime: schema(),
    autoscaling: schema(),
  },
  'runners.machine.autoscaling': {
    Periods: schema(),
    Timezone: schema(),
    IdleCount: schema(),
    IdleCountMin: schema(),
    IdleScaleFactor: schema(),
    IdleTime: schema(),
  },
  'runners.autoscaler': {
    plugin: ignored('text', NO_PLUGIN),
    capacity_per_instance: schema(),
    max_use_count: schema(),
    max_instances: schema(),
    policy: schema(),
    plugin_config: ignored('table', NO_PLUGIN),
    connector_config: ignored('table', NO_PLUGIN),
    instance_ready_command: ignored('text', NO_PLUGIN),
    instance_acquire_timeout: ignored('duration', NO_PLUGIN),
    update_interval: ignored('duration', NO_PLUGIN),
    update_interval_when_expecting: ignored('duration', NO_PLUGIN),
    deletion_retry_interval: ignored('duration', NO_PLUGIN),
    shutdown_deletion_interval: ignored('duration', NO_PLUGIN),
    shutdown_deletion_retries: ignored('integer', NO_PLUGIN),
    failure_threshold: ignored('integer', NO_PLUGIN),
    scale_throttle: ignored('table', NO_PLUGIN),
    reservation_throttling: ignored('truth', NO_PLUGIN, '18.7'),
    log_internal_ip: ignored('truth', NO_PLUGIN),
    log_external_ip: ignored('truth', NO_PLUGIN),
    delete_instances_on_shutdown: ignored('truth', NO_PLUGIN),
    vm_isolation: ignored('table', NO_PLUGIN),
    state_storage: ignored('table', NO_PLUGIN),
    instance_operation_time_buckets: ignored('numbers', NO_PLUGIN),
    instance_creation_time_buckets: ignored('numbers', NO_PLUGIN),
    instance_is_running_time_buckets: ignored('numbers', NO_PLUGIN),
    instance_deletion_time_buckets: ignored('numbers', NO_PLUGIN),
    instance_readiness_time_buckets: ignored('numbers', NO_PLUGIN),
    instance_life_duration_buckets: ignored('numbers', NO_PLUGIN),
  },
  'runners.autoscaler.policy': {
    periods: schema(),
    timezone: schema(),
    idle_count: schema(),
    idle_time: schema(),
    scale_factor: schema(),
    scale_factor_limit: schema(),
    preemptive_mode: schema(),
  },
};
