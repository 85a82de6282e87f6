namespace Lockstep.Bench;

/// <summary>One piece of work that all contestants do. Lines are for <c>sh</c>; <c>{tree}</c>, <c>{src}</c>, <c>{dst}</c>, <c>{ssh}</c>, <c>{i}</c> and <c>{lockstep}</c> are filled in.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Title">What is done, for the table.</param>
/// <param name="Limit">The ratio to the first contestant that Lockstep must reach.</param>
internal sealed record Scenario(string Name, string Title, double Limit) : IBenchmark
{
    private const string RsyncLine = "rsync -az --delete -e \"{ssh}\" {src}/ box:{dst}/";
    private const string LockstepLine = "XDG_CACHE_HOME={dst}.client LOCKSTEP_SSH=\"{ssh}\" {lockstep} -q -C {src} push --hidden --no-gitignore --no-deploy --yes box:{dst}";

    /// <summary>Part of the source tree that is the project; empty for all.</summary>
    public string Part { get; init; } = "";

    /// <summary>Whether it goes through the long link: 50 ms round trip, 100 Mbit/s.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether the target is empty before each run, and the client knows nothing of it; the agent is there, as rsync is.</summary>
    public bool IsCold { get; init; }

    /// <summary>Changes the project before each run; the same change for all contestants.</summary>
    public string Change { get; init; } = "true";

    /// <summary>Makes the project where it is not a part of the tree.</summary>
    public string? Make { get; init; }

    /// <summary>Who takes part besides Lockstep; the first is what the ratio is to.</summary>
    public IReadOnlyList<Contestant> Peers { get; init; } = [new("rsync -az", RsyncLine)];

    /// <inheritdoc/>
    public void Run(Field field, Report report) => report.Add(this, new Contest(field.Work, this, field.Server, IsLong ? field.Link : null).Run(field.Runs));

    /// <summary>Lockstep.</summary>
    public Contestant Own { get; init; } = new("lockstep", LockstepLine);

    /// <summary>Lockstep as another program built it, if one was named.</summary>
    public IEnumerable<Contestant> Before(string? program) => program is null ? [] : [Own.With(program)];

    /// <summary>All scenarios.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("cold", "whole tree to an empty target, loopback", 0.6)
        {
            IsCold = true,
            Peers =
            [
                new("rsync -az", RsyncLine),
                new("rsync -a", RsyncLine.Replace("-az", "-a", StringComparison.Ordinal)),
                new("tar over ssh", "tar -C {src} -cf - . | {ssh} box \"mkdir -p {dst} && tar -C {dst} -xf -\""),
            ],
        },
        new("noop", "nothing changed, loopback", 0.5),
        new("edit", "one line appended to one file, loopback", 0.5) { Change = "echo \"// {i}\" >> {src}/kernel/sched/core.c" },
        new("noop-long", "nothing changed, 50 ms 100 Mbit/s", 0.2) { IsLong = true },
        new("edit-long", "one line appended to one file, 50 ms 100 Mbit/s", 0.2) { IsLong = true, Change = "echo \"// {i}\" >> {src}/kernel/sched/core.c" },
        new("net-cold-long", "drivers/net to an empty target, 50 ms 100 Mbit/s", 0.75)
        {
            IsLong = true,
            IsCold = true,
            Part = "drivers/net",
            Peers =
            [
                new("rsync -az", RsyncLine),
                new("tar, zstd, ssh", "tar -C {src} -cf - . | zstd -q | {ssh} box \"mkdir -p {dst} && zstd -dq | tar -C {dst} -xf -\""),
            ],
        },
        new("net-rename-long", "drivers/net renamed, 50 ms 100 Mbit/s", 0.4)
        {
            IsLong = true,
            Part = "drivers",
            Change = "if test -d {src}/net; then mv {src}/net {src}/net2; else mv {src}/net2 {src}/net; fi",
        },
        new("undo", "every file of the whole tree put back to before it was changed, loopback", 2.0)
        {
            Make = "mkdir -p {src} && cp -a {tree}/. {src} && cp -a {src} {src}.old",
            Change = "find {src} -type f -print0 | xargs -0 sh -c 'for file; do echo \"// {i}\" >> \"$file\"; done' sh",
            Peers =
            [
                new("rsync -a of the old tree", "rsync -a --delete -e \"{ssh}\" {src}.old/ box:{dst}/") { Before = "rsync -a --delete {src}/ {dst}/" },
            ],
            Own = new("lockstep", "LOCKSTEP_SSH=\"{ssh}\" {lockstep} -q -C {src} undo --no-deploy --yes box:{dst}")
            {
                Before = $"{LockstepLine.Replace("{src}", "{src}.old", StringComparison.Ordinal)} && {LockstepLine}",
            },
        },
        new("big-edits", "100 edits of 4 KiB in a file of 900 MB, loopback", 0.6)
        {
            Make = "mkdir -p {src} && head -c 900000000 /dev/urandom > {src}/big",
            Change = "for n in $(seq 100); do dd if=/dev/urandom of={src}/big bs=4096 count=1 seek=$(( (n * 7919 + {i} * 104729) % 219000 )) conv=notrunc status=none; done",
        },
        new("big-insert", "800 bytes inserted at the head of a file of 900 MB, loopback", 0.7)
        {
            Make = "mkdir -p {src} && head -c 900000000 /dev/urandom > {src}/big",
            Change = "head -c 800 /dev/urandom > {src}/../head && cat {src}/big >> {src}/../head && mv {src}/../head {src}/big",
        },
    ];
}

/// <summary>One of those who are measured.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Line">What it does.</param>
internal sealed record Contestant(string Name, string Line)
{
    /// <summary>What is done before and not measured.</summary>
    public string Before { get; init; } = "true";

    /// <summary>The same work by another build of Lockstep.</summary>
    public Contestant With(string program) => new("lockstep before", Line.Replace("{lockstep}", program, StringComparison.Ordinal))
    {
        Before = Before.Replace("{lockstep}", program, StringComparison.Ordinal),
    };
}
