/** Lines of squid.conf for a Squid that leaves nothing behind, beside its ports, resolvers and rules. */
export const LONE_SQUID = `pid_filename none
cache_log /dev/null
cache_store_log none
access_log none
netdb_filename none
coredump_dir /tmp`;
