using Lockstep.Rsync;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>
/// The same run by the stock rsync and by ours: the same lines, the same code, the same tree. The other end of ours is
/// the stock rsync.
/// </summary>
public sealed class BesideStockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public BesideStockTests()
    {
        File.WriteAllText(Script, "#!/bin/sh\nshift\nexec \"$@\"\n");
        File.SetUnixFileMode(Script, (UnixFileMode)0x1ED);
        Shell("""
            mkdir -p src/dir/deep src/empty old/dir old/gone/x
            echo one >src/one; echo two >src/dir/two; head -c 200000 /dev/zero >src/zeros; seq 40000 >src/large
            echo three >src/dir/deep/three; ln -s one src/link; mkfifo src/pipe; chmod 640 src/dir/two; echo x >src/' odd name'
            ln src/one src/hard; touch -d 2001-02-03T04:05:06 src/one src/dir/two src/dir src src/empty; touch -hd 2001-02-03T04:05:06 src/link
            echo other >old/one; cp -p src/large old/large; echo more >>old/large; cp -p src/zeros old/zeros; chmod 600 old/zeros
            echo y >old/gone/x/y; echo z >old/extra.o; ln -s elsewhere old/link; touch -d 2002-02-03T04:05:06 old/dir
            """);
    }

    private string Script => Path.Combine(_directory.Path, "shell");

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string> Options => new()
    {
        "-ai", "-aii", "-aiH", "-rlti", "-rti", "-rlpi", "-aic", "-aiI", "-ai|--size-only", "-ain", "-ai|--delete", "-ai|--del|--exclude=*.o", "-ai|--delete-after|-f|P gone/",
        "-ai|--delete-excluded|--exclude=*.o", "-ain|--delete-delay", "-ai|--exclude=dir/", "-ai|--include=*/|--include=t*|--exclude=*", "-aiC", "-v", "-av", "-av|--delete",
        "-a|--out-format=%o %n %l %i %B %M %U %G [%10l] [%-6n] %%", "-a|--out-format=%n%L", "-ai|--existing", "-ai|--ignore-existing", "-aiu", "-aiW", "-aiS", "-ai|--inplace",
        "-ai|--no-p", "-ai|--no-t", "-aiO", "-aiJ", "-d", "-di", "-aiE|--no-p", "-ai|--numeric-ids", "-ai|--no-i-r", "-ai|--max-size=1k", "-ai|--min-size=1k",
        "-a|--list-only", "-r|--list-only|--no-h", "-ai|--protocol=30", "-ai|--protocol=29|--delete",
        "-aiR", "-aiR|--no-implied-dirs", "-ai|--remove-source-files", "-ai|--protocol=29|--remove-source-files", "-aim", "-aim|--delete", "-aiL", "-aik", "-aiK", "-ai|--copy-unsafe-links", "-ai|--safe-links", "-aix", "-aib|--delete",
        "-ai|--backup-dir=kept|--suffix=.old|--delete", "-ai|--link-dest=../old", "-aii|--copy-dest=../old", "-ai|--compare-dest=../old", "-ai|--partial-dir=.part", "-ai|--delay-updates",
        "-ai|--append", "-ai|--append-verify", "-aiy|--no-W", "-ai|--protocol=29|-b",
    };

    [Theory]
    [MemberData(nameof(Options))]
    public async Task A_local_copy_says_and_does_what_the_stock_rsync_does(string options) => await Compare(options, destination => ["src/", destination + "/"], remote: null);

    [Theory]
    [MemberData(nameof(Options))]
    public async Task A_push_says_and_does_what_the_stock_rsync_does(string options) => await Compare(options, destination => ["src/", $"h:{destination}/"], Script);

    [Theory]
    [MemberData(nameof(Options))]
    public async Task A_pull_says_and_does_what_the_stock_rsync_does(string options) => await Compare(options, destination => ["h:src/", destination + "/"], Script);

    [Theory]
    [InlineData("-ai")]
    [InlineData("-av")]
    [InlineData("-ain")]
    [InlineData("-a|--mkpath|-i")]
    public async Task A_new_destination_is_made_and_told_as_by_the_stock_rsync(string options)
    {
        await Compare(options, destination => ["src/", destination + "/"], remote: null, isNew: true);
        Shell("rm -rf stock ours");
        await Compare(options, destination => ["h:src/", destination + "/"], Script, isNew: true);
    }

    private async Task Compare(string options, Func<string, string[]> places, string? remote, bool isNew = false)
    {
        Shell("cp -a src kept" + (isNew ? "" : "; cp -a old stock; cp -a old ours"));
        string[] words = [.. remote is null ? [] : new[] { "-e", remote }, .. options.Split('|')];
        StockResult stock = StockRsync.Run(_directory.Path, [.. words, .. places("stock").Select(Absolute)]);
        Shell(options.Contains("remove", StringComparison.Ordinal) ? "rm -rf src; mv kept src" : "rm -rf kept");
        var console = new RecordingConsole();
        RsyncInvocation invocation = RsyncInvocationReader.Read([.. words, .. places("ours").Select(Absolute)], _ => null);
        int exit = await RsyncClient.RunAsync(invocation, console, TestContext.Current.CancellationToken);
        string[] ours = [.. console.Output.Select(line => line.Replace("/ours", "/stock", StringComparison.Ordinal)).Where(IsSteady)];
        Assert.Equal("", string.Join('\n', console.Errors));
        Assert.Equal(stock.Output.TrimEnd('\n').Split('\n').Where(IsSteady), ours);
        Assert.Equal(stock.Exit, exit);
        string[] untimed = options.Contains('a') && !options.Contains("no-t", StringComparison.Ordinal) && options != "-aiO" ? [] : ["--no-t", "-O"];
        untimed = options == "-aiJ" ? ["-J"] : options.Contains("-b", StringComparison.Ordinal) || options.StartsWith("-aib", StringComparison.Ordinal) || options.StartsWith("-aiR", StringComparison.Ordinal) ? ["-O"] : untimed;
        string compared = isNew && !Directory.Exists(Path.Combine(_directory.Path, "stock")) ? "" : StockRsync.Run(_directory.Path, ["-aicnHAX", "--delete", .. untimed, "stock/", "ours/"]).Output;
        Assert.Equal("", compared);
    }

    /// <summary>Counts of bytes on the way and rates differ from run to run.</summary>
    private static bool IsSteady(string line) => line.Length > 0 && !line.StartsWith("sent ", StringComparison.Ordinal) && !line.StartsWith("total size", StringComparison.Ordinal);

    private string Absolute(string place) => place.StartsWith("h:", StringComparison.Ordinal) ? $"h:{_directory.Path}/{place[2..]}" : $"{_directory.Path}/{place}";

    private void Shell(string script)
    {
        StockResult result = StockRsync.RunProgram("/bin/sh", _directory.Path, ["-e", "-c", script]);
        Assert.True(result.Exit == 0, result.Errors);
    }
}
