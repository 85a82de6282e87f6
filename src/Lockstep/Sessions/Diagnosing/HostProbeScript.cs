namespace Lockstep.Sessions.Diagnosing;

/// <summary>
/// The POSIX shell script by which a host tells about itself, all in one go. Each fact is a line: <see cref="Prefix"/>, a name, a value.
/// <para>
/// Any login shell hands it to <c>sh</c> unharmed: the quoted text has no single quote, no newline, no backslash (fish) and no exclamation
/// mark (tcsh). Nothing of the user's is in it: standard input starts with four lines, the root, the agent's configured directory, and one
/// name in two Unicode forms. What it writes to find out what a directory can do is empty, has its process number in the name, and is
/// removed at once; a root that exists is not written to, since a program may watch it.
/// </para>
/// </summary>
internal static class HostProbeScript
{
    /// <summary>What each line of it starts with.</summary>
    public const string Prefix = "<lockstep-doctor> ";

    /// <summary>The fact that comes first: whatever was printed before comes from the login.</summary>
    public const string Start = "start";

    /// <summary>The fact that comes last.</summary>
    public const string End = "end";

    /// <summary>The fact of the host's clock, in seconds since 1970.</summary>
    public const string Time = "time";

    private static readonly string[] Parts =
    [
        // Put together from two parts, so that a shell that echoes its commands does not print it.
        "e=",
        "say() { printf %s \"<lockstep${e}-doctor> $1\"; echo; }",
        "IFS= read -r r && IFS= read -r c && IFS= read -r x && IFS= read -r y || exit 1",
        "exec </dev/null",
        "say start",
        "say \"time $(date +%s)\"",
        "say \"system $(uname -s) $(uname -m)\"",
        "say \"login $(id -un) $(id -u)\"",
        "say \"home $HOME\"",
        "say \"shell $SHELL\"",
        "say \"locale ${LC_ALL:-${LC_CTYPE:-$LANG}}\"",
        "say \"charmap $(locale charmap 2>/dev/null)\"",
        "say \"rsync $(command -v rsync)\"",
        "say \"rsync-version $(rsync --version 2>/dev/null | head -n 1)\"",
        "if command -v sudo >/dev/null 2>&1; then if t=$(LC_ALL=C sudo -n true 2>&1); then say \"sudo yes\"; "
            + "else say \"sudo no $(printf %s \"$t\" | head -n 1)\"; fi; else say \"sudo none\"; fi",

        // above DIR: the nearest directory that exists, DIR or one above it, into n.
        "above() { n=$1; until [ -d \"$n\" ]; do n=${n%/*}; [ \"$n\" ] || n=/; done; }",

        // root KIND PATH; base: the nearest directory that exists; parent: where our state goes.
        "case $r in \"\") p=;; /*) p=$r;; *) p=$(pwd)/$r;; esac",
        "if [ \"$p\" ]; then if [ -d \"$p\" ]; then k=directory; elif [ -e \"$p\" ]; then k=file; else k=missing; fi; say \"root $k $p\"; "
            + "[ $k = directory ] && [ -w \"$p\" ] && [ -x \"$p\" ] && say \"root-open yes\"; "
            + "[ -e \"$p\" ] && say \"root-owner $(ls -ldL \"$p\" 2>/dev/null)\"; "
            + "above \"$p\"; say \"base $n\"; [ -w \"$n\" ] && [ -x \"$n\" ] && say \"base-open yes\"; say \"base-owner $(ls -ldL \"$n\" 2>/dev/null)\"; "
            + "say \"space $(df -Pk \"$n\" 2>/dev/null | tail -n 1)\"; say \"inodes $(df -Pi \"$n\" 2>/dev/null | tail -n 1)\"; "
            + "u=${p%/*}; [ \"$u\" ] || u=/; [ $k = missing ] && u=$n; [ -w \"$u\" ] && say \"parent-open yes\"; "
            + "f=$u/.lockstep-doctor.$$; if [ -w \"$u\" ] && mkdir \"$f\" 2>/dev/null; then "
            + ": >\"$f/case\"; if [ -e \"$f/CASE\" ]; then say \"case folds\"; else say \"case kept\"; fi; "
            + ": >\"$f/$x\"; if [ -e \"$f/$y\" ]; then say \"unicode folds\"; else say \"unicode kept\"; fi; "
            + "rm -f \"$f/case\" \"$f/$x\"; rmdir \"$f\"; fi; fi",

        // place DIR: agent (present|possible|not-writable|no-programs) DIR.
        "place() { above \"$1\"; f=$n/.lockstep-doctor.$$; w=not-writable; for a in \"$1\"/*/lockstep-agent; do [ -x \"$a\" ] && w=present; done; "
            + "[ $w = present ] || { [ -w \"$n\" ] && ( umask 077; : >\"$f\" ) 2>/dev/null && { w=no-programs; chmod 700 \"$f\"; [ -x \"$f\" ] && w=possible; rm -f \"$f\"; }; }; "
            + "say \"agent $w $1\"; }",
        "case $c in \"~/\"*) c=$HOME/${c#??};; esac",
        "case $XDG_CACHE_HOME in /*) k=$XDG_CACHE_HOME;; *) k=${HOME:+$HOME/.cache};; esac",
        "i=$(id -u)",
        "for d in ${c:+\"$c/lockstep\"} ${k:+\"$k/lockstep\"} \"/var/tmp/lockstep-$i\" \"/tmp/lockstep-$i\" \"/dev/shm/lockstep-$i\"; do place \"$d\"; done",
        "say end",
    ];

    /// <summary>The script itself, for <c>sh -c</c>.</summary>
    public static string Text { get; } = string.Join("; ", Parts);

    /// <summary>The command line for the host's login shell.</summary>
    public static string CommandLine { get; } = $"sh -c '{Text}'";
}
