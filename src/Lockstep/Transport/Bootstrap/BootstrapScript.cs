using System.Globalization;
using System.Text;

namespace Lockstep.Transport.Bootstrap;

/// <summary>
/// The POSIX shell script that starts the agent on a host, or receives it first, over the one channel there is.
/// <para>
/// The login shell sees <c>sh -c '...'</c>. bash, zsh, fish, tcsh and dash read that alike because the quoted text has no single quote, no
/// newline, no backslash (fish) and no exclamation mark (tcsh). Nothing of the user's is in it: standard input starts with two lines, of
/// <see cref="AgentBootstrap"/>, and the second is the configured directory.
/// </para>
/// <para>
/// A directory is used when it is ours, no link, and open to nobody else (an attacker may have prepared one below <c>/tmp</c>), and when a
/// file with the executable bit there counts as executable, which it does not on a noexec file system.
/// The marker is put together from two parts, so that a shell that echoes its commands does not print it.
/// </para>
/// <para>
/// Where the agent is in its place one process is started before it, <c>ls</c>, because nothing in a shell itself tells a mode; all else waits until it is needed.
/// </para>
/// </summary>
internal static class BootstrapScript
{
    /// <summary>How many directories the script tries.</summary>
    public const int DirectoryCount = 5;

    /// <summary>Bytes of an upload after which it says that they have come: what ssh and the system hold back would look like a host that does nothing.</summary>
    public const int UploadPiece = 64 * 1024;

    private static readonly string[] Prepare =
    [
        // o: length of the agent's first bytes, which follow; y: keep or renew; c: the configured directory; s, p: system, machine.
        "e=",
        "read -r o y && IFS= read -r c || exit 1",
        "{ read -r s </proc/sys/kernel/ostype && read -r p </proc/sys/kernel/arch; } 2>/dev/null || { set -- $(uname -sm); s=$1 p=$2; }",
    ];

    private static readonly string[] Functions =
    [
        // say WORD...: a marker. echo would read backslashes in a path.
        "say() { printf %s \"<lockstep${e}-bootstrap> $1\"; echo; }",

        // mine FILE: ours and no link.
        "mine() { [ -L \"$1\" ] && return 1; [ -O \"$1\" ]; }",

        // own DIR: a directory of ours with the agent's directory in it, both for nobody else, and nobody else can put another in its place: the two above it are
        // writable by their owners alone, or sticky. In this locale the order of the lines is that of the bytes: DIR, DIR/.., DIR/../.., then the agent's directory.
        "own() { mine \"$1\" && mine \"$1/$h\" || return 1; t=$(LC_ALL=C ls -ld \"$1\" \"$1/..\" \"$1/../..\" \"$1/$h\" 2>/dev/null) || return 1; "
            + "case $t in *d??[xsS-]??[xsS-]?w[x-]*|*d[r-][w-][xsS-][r-]w[xsS-][r-][w-][x-]*) return 1;; drwx------\" \"*|drwx------.*) ;; *) return 1;; esac; "
            + "case ${t##*\" $1/../..\"} in ?drwx------\" \"*|?drwx------.*) return 0;; esac; return 1; }",

        // sound FILE: what its name says, where the host can tell. It is hashed when it was changed since it was last found so, not at every start.
        "sound() { v=${1%/*}/sound; [ -f \"$v\" ] && [ \"$v\" -nt \"$1\" ] && return 0; "
            + "case $(sha256sum 2>/dev/null <\"$1\") in \"\"|$h*) (umask 077; : >\"$v\") 2>/dev/null; return 0;; esac; return 1; }",

        // start DIR: becomes the agent in it if there is one.
        "start() { a=$1/$h/lockstep-agent; mine \"$a\" && [ -x \"$a\" ] && own \"$1\" && sound \"$a\" && say start && exec \"$a\" serve; }",

        // keep DIR: the same with what is there already, where that will do.
        "keep() { [ $y = keep ] && start \"$1\"; }",

        // skip DIR REASON: notes why a directory will not do.
        "skip() { w=\"$w $1 ($2)\"; return 1; }",

        // make DIR: makes it and the agent's directory in it; others must not be able to put another in its place.
        "make() { mkdir -p \"${1%/*}\" 2>/dev/null; "
            + "case $(ls -ld \"${1%/*}/.\" 2>/dev/null) in d????-??-*|d????????t*) ;; *) skip \"$1\" missing-or-open-to-others; return 1;; esac; "
            + "mkdir \"$1\" 2>/dev/null; mine \"$1\" && chmod 700 \"$1\" 2>/dev/null; mkdir \"$1/$h\" 2>/dev/null; mine \"$1/$h\" && chmod 700 \"$1/$h\" 2>/dev/null; "
            + "own \"$1\" || skip \"$1\" not-writable-or-not-ours; }",

        // receive FILE: exactly the promised bytes, all of them even when the disk is full. The agent's first bytes come again when it runs.
        "receive() { [ $o = 0 ] || head -c $o >/dev/null; o=0; say \"send $s $p $z\"; "
            + "{ { i=$l; while [ $i -gt 0 ]; do k=65536; [ $i -ge $k ] || k=$i; head -c $k; i=$((i-k)); say got >&4; done; } "
            + "| { if [ $z = gzip ]; then gzip -dc; else cat; fi >\"$1\"; cat >/dev/null; }; } 4>&1; chmod 700 \"$1\"; }",

        // used FILE: whether a process runs it.
        "used() { for q in /proc/[0-9]*/exe; do [ \"$q\" -ef \"$1\" ] && return 0; done; return 1; }",

        // clean DIR: takes away what cut uploads left, and all agents but those that were used last or are in use.
        "clean() { ( cd \"$1\" || exit; k=0; ls -tu */lockstep-agent | while IFS= read -r a; do k=$((k+1)); [ $k -le 3 ] || used \"$a\" || rm -f \"$a\" \"${a%/*}/sound\"; done; "
            + "find . -type f -name \"lockstep-agent.*\" -mtime +1 -exec rm -f {} +; rmdir * ) 2>/dev/null; true; }",

        // install DIR: puts the agent there if it runs there.
        "install() { make \"$1\" || return 1; f=$1/$h/lockstep-agent.$n.$$; "
            + "{ ( true >\"$f\" ) 2>/dev/null && chmod 700 \"$f\" && [ -x \"$f\" ]; } || { rm -f \"$f\"; skip \"$1\" no-programs-allowed; return 1; }; "
            + "receive \"$f\" 2>/dev/null; if \"$f\" verify $h </dev/null >/dev/null; then rm -f \"$1/$h/sound\"; mv -f \"$f\" \"$1/$h/lockstep-agent\"; clean \"$1\"; "
            + "else rm -f \"$f\"; skip \"$1\" does-not-run-or-disk-full; fi; }",

        // bring DIR: installs and starts, with the umask of the login.
        "bring() { umask 077; install \"$1\"; r=$?; umask $m; [ $r = 0 ] && start \"$1\"; }",
    ];

    private static readonly string[] Try =
    [
        // What the user configured goes before what is there already; else no upload is better than the best place.
        "case $c in \"~/\"*) c=$HOME/${c#??};; esac",
        "prepare() { m=$(umask); n=$(uname -n); z=gzip l=$g; command -v gzip >/dev/null 2>&1 || z=plain l=$r; }",
        "[ \"$c\" ] && { keep \"$c/lockstep\"; prepare; bring \"$c/lockstep\"; }",
        "case $XDG_CACHE_HOME in /*) x=$XDG_CACHE_HOME;; *) x=${HOME:+$HOME/.cache};; esac",
        "[ \"$x\" ] && keep \"$x/lockstep\"",
        "prepare",
        "u=$(id -u)",
        "set -- ${x:+\"$x/lockstep\"} /var/tmp/lockstep-$u /tmp/lockstep-$u /dev/shm/lockstep-$u",
        "for d; do keep \"$d\"; done",
        "for d; do bring \"$d\"; done",
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
