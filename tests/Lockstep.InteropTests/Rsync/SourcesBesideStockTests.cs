using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>
/// What a command line names as sources, by the stock rsync and by ours in every arrangement: lists of files, kept paths, several sources, owners that are
/// mapped. Lines, exit codes and trees have to be the same.
/// </summary>
public sealed class SourcesBesideStockTests : IDisposable
{
    private const string Tree = """
        mkdir -p src/dir/deep src/empty src/e2/e3 out/dir
        echo one >src/one; echo two >src/dir/two; echo three >src/dir/deep/three; ln -s one src/link; echo x >'src/odd name'; ln -s dir src/dlink
        echo y >out/extra; ln -s ../../out src/dir/unsafe; cp src/one out/dir/two
        printf 'one\ndir/deep/three\n# no name\nodd name\n' >names; printf 'one\0dir/two\0' >zeros; printf 'dir/\nempty\n/e2\n' >directories; printf 'one\ngone\n' >missing
        find . -exec touch -hd 2001-02-03T04:05:06 {} +
        """;

    private readonly TemporaryDirectory _place = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            string[] commands =
            [
                "-aiR src/dir/deep", "-aiR src/./dir/deep src/one", "-aiR --delete src/./dir", "-aiR src/dir/deep src/dir", "-aiR --no-implied-dirs src/dir/deep/three",
                "-ai src/dir src/e2/ src/", "-aim src/", "-ai src/gone src/one", "-ai --ignore-missing-args src/gone src/one", "-ai --delete-missing-args src/extra src/one",
                "-dti src/", "-di src/dir", "-ai --files-from=@names src/", "-ai0 --files-from=@zeros src/", "-ai --files-from=@directories src/",
                "-air --files-from=@directories src/", "-ai --no-R --files-from=@zeros -0 src/", "-ai --files-from=@missing src/", "-aiL src/link src/one", "-ai --files-from=h:zeros --from0 src/", "-ai --files-from=h:zeros --from0 --protocol=29 src/", "-ai --munge-links src/",
                "-ai --usermap=0:1234,*:5 --groupmap=root:77 src/", "-ai --chown=bin:games src/", "-aiU src/", "-ai --files-from=@zeros --from0 --protocol=30 src/",
                "-ai --files-from=@zeros --from0 --protocol=29 src/", "-aiR --protocol=29 src/dir/deep", "-aR --out-format=%f|%n src/./dir", "-avv --existing src/one", "-ai --backup-dir=kept --delete src/dir src/one",
            ];
            var cases = new TheoryData<string, string>();
            foreach (string arrangement in (string[])["local", "push", "pull", "serve a push", "serve a pull"])
            {
                // A list of the other end needs one.
                Array.ForEach(commands.Where(command => arrangement != "local" || !command.Contains("h:", StringComparison.Ordinal)).ToArray(), command => cases.Add(arrangement, command));
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_stock_rsync_says_and_does_the_same(string arrangement, string command)
    {
        bool serves = arrangement.StartsWith("serve", StringComparison.Ordinal);
        string shell = _place["shell"];
        File.WriteAllText(shell, "#!/bin/sh\nshift\nexec /bin/sh -c \"$*\"\n");
        File.SetUnixFileMode(shell, (UnixFileMode)0x1c0);
        string[] words = Words(arrangement, command);
        string[] remote = arrangement == "local" ? [] : ["-e", shell];

        StockResult stock = RunIn("theirs", StockRsync.Program, [.. remote, .. words]);
        StockResult own = serves
            ? RunIn("ours", StockRsync.Program, [.. remote, $"--rsync-path={BuiltPrograms.Client} rsync", .. words])
            : RunIn("ours", BuiltPrograms.Client, ["rsync", .. remote, .. words]);

        Assert.Equal(Lines(stock), Lines(own));
        Assert.Equal(stock.Exit, own.Exit);
        Assert.Equal("", StockRsync.Run(_place.Path, ["-aicnHAX", "-O", "--delete", "theirs/out/", "ours/out/"]).Output);
    }

    public void Dispose() => _place.Dispose();

    private StockResult RunIn(string name, string program, string[] words)
    {
        string directory = Directory.CreateDirectory(_place[name]).FullName;
        StockResult made = StockRsync.RunProgram("/bin/sh", directory, ["-e", "-c", Tree]);
        Assert.True(made.Exit == 0, made.Errors);
        return StockRsync.RunProgram("/usr/bin/timeout", directory, ["20", program, .. words]);
    }

    /// <summary>The words of a command with its sources and its destination where the arrangement has them.</summary>
    private static string[] Words(string arrangement, string command)
    {
        (string source, string target) = arrangement switch
        {
            "local" => ("", ""),
            "push" or "serve a push" => ("", "h:"),
            _ => ("h:", ""),
        };
        return [.. command.Split(' ').Select(word => word.StartsWith("src/", StringComparison.Ordinal) ? source + word : word.Replace("@", "", StringComparison.Ordinal)), target + "out/"];
    }

    /// <summary>The lines in which both have to agree: how a list is announced and what ssh was told depends on the way it comes.</summary>
    private static string[] Lines(StockResult result) =>
    [
        .. result.Lines.Where(line => !line.StartsWith("sent ", StringComparison.Ordinal) && !line.StartsWith("total", StringComparison.Ordinal)
            && !line.StartsWith("opening ", StringComparison.Ordinal) && !line.StartsWith("delta-", StringComparison.Ordinal)),
    ];
}
