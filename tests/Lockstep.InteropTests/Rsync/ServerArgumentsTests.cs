using System.Collections.Immutable;
using Lockstep.Rsync;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>
/// What a server is told, word for word as the stock client tells it: the remote shell is a script that writes down
/// what it is given.
/// </summary>
public sealed class ServerArgumentsTests : IDisposable
{
    private const string Shell = "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done >\"${0%/*}/told\"\n";

    /// <summary>Options alone and in pairs, in the forms that popt reads.</summary>
    private static readonly string[] Pieces =
    [
        "-a", "-v", "-q", "-r", "-R", "-l", "-p", "-t", "-g", "-o", "-D", "-H", "-A", "-X", "-S", "-z", "-P", "-c", "-n", "-u", "-b", "-i", "-x", "-C", "-F",
        "-d", "-m", "-O", "-J", "-y", "-W", "-U", "-E", "-I", "-L", "-k", "-K", "-h", "-8", "-0", "-avz", "-@-1", "-B|1k", "-T|tmp", "-e=x", "-M--foo=bar",
        "--no-D", "--no-t", "--no-r", "--no-o", "--no-v", "--no-i", "--no-R", "--no-p", "--no-W", "--no-z", "--no-d", "--no-l", "--no-x", "--no-S", "--no-H",
        "--no-O", "--no-inc-recursive", "--no-i-r", "--no-specials", "--no-devices", "--no-backup", "--no-force", "--no-partial", "--no-progress",
        "--no-inplace", "--no-append", "--no-checksum", "--no-timeout", "--no-bwlimit", "--no-super", "--no-prune-empty-dirs", "--no-open-noatime",
        "--no-implied-dirs", "--no-human-readable", "--no-numeric-ids", "--no-perms", "--no-whole-file", "--no-delay-updates", "--no-fuzzy",
        "--devices", "--specials", "--super", "--fake-super", "--stats", "--progress", "--list-only", "--old-dirs", "--mkpath", "--existing",
        "--ignore-existing", "--remove-source-files", "--delete", "--del", "--delete-before", "--delete-after", "--delete-delay", "--delete-excluded", "--force",
        "--ignore-errors", "--max-delete=0", "--max-delete|7", "--max-size=1.5m", "--min-size=3kb", "--max-alloc=2g", "--partial", "--partial-dir=p",
        "--delay-updates", "--numeric-ids", "--usermap=a:b,*:c", "--chown=u:g", "--chown=:g", "--timeout=5", "--size-only", "--modify-window=2",
        "--compare-dest=a", "--link-dest=../b c", "--copy-dest=/d*", "--backup-dir=bk", "--suffix=.x", "--inplace", "--append", "--append-verify", "--fsync",
        "--preallocate", "--copy-devices", "--write-devices", "--open-noatime", "--safe-links", "--copy-unsafe-links", "--munge-links", "--bwlimit=1.5m",
        "--checksum-seed=5", "--checksum-choice=md5", "--cc=none", "--zc=zstd", "--zc=zlib", "--zc=zlibx", "--zc=none", "--zl=3", "--skip-compress=gz",
        "--new-compress", "--old-compress", "--out-format=%n", "--out-format=%i %n", "--log-format=%o", "--info=name,stats2", "--info=none,progress2",
        "--info=all4,skip0", "--info=del,backup2", "--stderr=all", "--stderr=c", "--msgs2stderr", "--ignore-missing-args", "--delete-missing-args",
        "--protocol=29", "--protocol=30", "--qsort", "--exclude=x", "--chmod=u+x", "--outbuf=L", "--trust-sender", "--files-from=:list", "--files-from=/dev/null",
        "--old-args", "-s", "--no-motd", "-4", "--rsync-path=/x/rsync -y",
    ];

    private readonly TemporaryDirectory _directory = new();

    public ServerArgumentsTests()
    {
        File.WriteAllText(Script, Shell);
        File.SetUnixFileMode(Script, (UnixFileMode)0x1ED);
        Directory.CreateDirectory(Path.Combine(_directory.Path, "src"));
    }

    private string Script => Path.Combine(_directory.Path, "shell");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Each_option_is_told_as_the_stock_client_tells_it()
    {
        Judge(Pieces.SelectMany(piece => Differences(piece.Split('|'))));
    }

    [Fact]
    public void Random_command_lines_are_told_as_the_stock_client_tells_them()
    {
        var random = new Random(15);
        int count = int.Parse(Environment.GetEnvironmentVariable("RSYNC_CASES") ?? "150", System.Globalization.CultureInfo.InvariantCulture);
        List<string> differences = [];
        for (int i = 0; i < count && differences.Count < 10; i++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(2, 8)).SelectMany(_ => Pieces[random.Next(Pieces.Length)].Split('|'))];
            differences.AddRange(Differences(words));
        }

        Judge(differences);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("~/x y")]
    [InlineData("~user")]
    [InlineData("-x")]
    [InlineData("a*b?[c]")]
    [InlineData("a\\*b\\c")]
    [InlineData("a'b\"c$d`e")]
    [InlineData("(a)&{b};<c>|d#e!f")]
    [InlineData("ü\t\r")]
    [InlineData("")]
    [InlineData("a:b%c^d=e,f@g+h~i")]
    public void Paths_are_escaped_as_the_stock_client_escapes_them(string path)
    {
        Judge(Differences(["-a"], "h:" + ByteWord.OfText(path)));
        Judge(Differences(["-a", "--old-args"], "h:" + ByteWord.OfText(path)));
        Judge(Differences(["-a", "--backup-dir", ByteWord.OfText(path)], "u@[::1]:x"));
    }

    private static void Judge(IEnumerable<string> differences) => Judge([.. differences]);

    private static void Judge(string[] differences) => Assert.True(differences.Length == 0, string.Join('\n', differences));

    private List<string> Differences(string[] options, string remote = "h:some/dir")
    {
        List<string> differences = [];
        foreach (string[] arguments in new string[][] { [.. options, "src/", remote], [.. options, remote, "dst/"] })
        {
            string stock = Stock(arguments);
            string ours = Ours(arguments);
            if (stock != ours && !(stock.Length == 0 && ours.StartsWith('!')))
            {
                differences.Add($"{string.Join(' ', arguments)}\n  stock {stock}\n  ours  {ours}");
            }
        }

        return differences;
    }

    private string Stock(string[] arguments)
    {
        string told = Path.Combine(_directory.Path, "told");
        File.Delete(told);
        StockResult result = StockRsync.Run(_directory.Path, ["-e", Script, .. arguments.Select(word => word == "-e=x" ? "-e=" + Script : word)]);
        return File.Exists(told) ? ByteWord.Of(File.ReadAllBytes(told)).Replace('\0', '|') : "!" + result.Exit + " " + result.Errors.Split('\n')[0];
    }

    private string Ours(string[] arguments)
    {
        try
        {
            RsyncInvocation invocation = RsyncInvocationReader.Read(["-e", Script, .. arguments.Select(word => word == "-e=x" ? "-e=" + Script : word)], _ => null);
            ImmutableArray<string> words = RemoteCommand.Words(invocation, "ssh");
            return string.Concat(words.Skip(1).Select(word => word + "|"));
        }
        catch (RsyncException refusal)
        {
            return "!" + (int)refusal.Exit + " " + refusal.Message.Split('\n')[0];
        }
    }
}
