using System.Globalization;
using System.Text;

namespace Lockstep.Transport;

/// <summary>
/// The POSIX shell script that starts the agent on a host, or receives it first, over the one channel there is.
/// <para>
/// The login shell sees <c>sh -c '...'</c>. bash, zsh, fish, tcsh and dash read that alike because the quoted text has no single quote, no
/// newline, no backslash (fish) and no exclamation mark (tcsh). Nothing of the user's is in it: the configured directory comes as the first
/// line of standard input.
/// </para>
/// <para>
/// A directory is used when it is ours, no link, and open to nobody else (an attacker may have prepared one below <c>/tmp</c>), and when a
/// file with the executable bit there counts as executable, which it does not on a noexec file system.
/// The marker is put together from two parts, so that a shell that echoes its commands does not print it.
/// </para>
/// </summary>
internal static class BootstrapScript
{
    /// <summary>How many directories the script tries.</summary>
    public const int DirectoryCount = 5;

    private static readonly string[] Prepare =
    [
        // m: the umask to start the agent with; c: the configured directory; s, n, p: system, host, machine.
        "e=",
        "m=$(umask)",
        "umask 077",
        "IFS= read -r c || exit 1",
        "set -- $(uname -snm)",
        "s=$1 n=$2 p=$3",
    ];

    private static readonly string[] Functions =
    [
        // say WORD...: a marker. echo would read backslashes in a path.
        "say() { printf %s \"<lockstep${e}-bootstrap> $1\"; echo; }",

        // own DIR: a directory of ours, no link, for nobody else.
        "own() { [ -L \"$1\" ] && return 1; [ -O \"$1\" ] || return 1; case $(ls -ld \"$1\") in drwx------\" \"*|drwx------.*) return 0;; esac; return 1; }",

        // start DIR: becomes the agent in it if there is one.
        "start() { a=$1/$h/lockstep-agent; own \"$1\" && own \"$1/$h\" && [ -O \"$a\" ] && [ -x \"$a\" ] && umask $m && exec \"$a\" serve; }",

        // skip DIR REASON: notes why a directory will not do.
        "skip() { w=\"$w $1 ($2)\"; return 1; }",

        // make DIR: makes it and the agent's directory in it; others must not be able to put another in its place.
        "make() { mkdir -p \"${1%/*}\" 2>/dev/null; "
            + "case $(ls -ld \"${1%/*}/.\" 2>/dev/null) in d???????-*|d????????t*) ;; *) skip \"$1\" missing-or-open-to-all; return 1;; esac; "
            + "mkdir \"$1\" 2>/dev/null; [ -O \"$1\" ] && chmod 700 \"$1\" 2>/dev/null; mkdir \"$1/$h\" 2>/dev/null; "
            + "own \"$1\" && own \"$1/$h\" || skip \"$1\" not-writable-or-not-ours; }",

        // receive FILE: exactly the promised bytes, all of them even when the disk is full.
        "receive() { say \"send $s $p $z\"; "
            + "head -c $l | { if [ $z = gzip ]; then gzip -dc; else cat; fi >\"$1\"; cat >/dev/null; }; chmod 700 \"$1\"; }",

        // clean DIR: takes away agents of versions that nobody has used for a month, and what cut uploads left.
        "clean() { find \"$1\" -type f -name \"lockstep-agent*\" -atime +30 -exec rm -f {} + 2>/dev/null; rmdir \"$1\"/* 2>/dev/null; true; }",

        // install DIR: puts the agent there if it runs there.
        "install() { make \"$1\" || return 1; f=$1/$h/lockstep-agent.$n.$$; "
            + "{ ( true >\"$f\" ) 2>/dev/null && chmod 700 \"$f\" && [ -x \"$f\" ]; } || { rm -f \"$f\"; skip \"$1\" no-programs-allowed; return 1; }; "
            + "receive \"$f\" 2>/dev/null; if \"$f\" verify $h </dev/null >/dev/null; then mv -f \"$f\" \"$1/$h/lockstep-agent\"; clean \"$1\"; "
            + "else rm -f \"$f\"; skip \"$1\" does-not-run-or-disk-full; fi; }",
    ];

    private static readonly string[] Try =
    [
        "z=gzip l=$g",
        "command -v gzip >/dev/null 2>&1 || z=plain l=$r",

        // What the user configured goes before what is there already; else no upload is better than the best place.
        "case $c in \"~/\"*) c=$HOME/${c#??};; esac",
        "[ \"$c\" ] && { start \"$c/lockstep\"; install \"$c/lockstep\" && start \"$c/lockstep\"; }",
        "case $XDG_CACHE_HOME in /*) x=$XDG_CACHE_HOME;; *) x=${HOME:+$HOME/.cache};; esac",
        "[ \"$x\" ] && start \"$x/lockstep\"",
        "u=$(id -u)",
        "set -- ${x:+\"$x/lockstep\"} /var/tmp/lockstep-$u /tmp/lockstep-$u /dev/shm/lockstep-$u",
        "for d; do start \"$d\"; done",
        "for d; do install \"$d\" && start \"$d\"; done",
        "say \"nowhere$w\"",
    ];

    /// <summary>The command line for the host's login shell, for whichever of <paramref name="agents"/> fits.</summary>
    public static string CommandLine(AgentBundle agents)
    {
        // h: the agent's identity; g, r: its length in gzip's form and plain.
        var platforms = new StringBuilder("case $s-$p in ");
        foreach (AgentImage image in agents.Images)
        {
            platforms.Append(
                CultureInfo.InvariantCulture,
                $"{image.Platform.System}-{image.Platform.Machine}) h={image.Identity} g={image.CompressedLength} r={image.Length};; ");
        }

        platforms.Append("*) say \"platform $s $p\"; exit 1;; esac");
        return $"sh -c '{string.Join("; ", [.. Prepare, .. Functions, platforms.ToString(), .. Try])}'";
    }
}
