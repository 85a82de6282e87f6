using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Rsync;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Rules;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>Random rules on random trees, judged by the stock rsync. <c>RSYNC_CASES</c> makes it many.</summary>
public sealed partial class FilterRulesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static int Cases => int.Parse(Environment.GetEnvironmentVariable("RSYNC_CASES") ?? "40", CultureInfo.InvariantCulture);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Rules_of_the_command_line_leave_out_what_the_stock_rsync_leaves_out()
    {
        var random = new Random(1);
        var rules = new RandomRules(random);
        Repeat(tree =>
        {
            rules.MakeTree(tree);
            return [.. Enumerable.Range(0, random.Next(1, 5)).SelectMany(_ => random.Next(5) switch
            {
                0 => new[] { "--exclude", rules.Pattern() },
                1 => ["--include", rules.Pattern()],
                _ => ["-f", rules.Rule()],
            })];
        });
    }

    [Fact]
    public void Files_of_rules_in_directories_count_as_in_the_stock_rsync()
    {
        var random = new Random(2);
        var rules = new RandomRules(random);
        string[] modifiers = ["", "n", "e", "-", "+", "C", "w-", "s", "/", "n-", "p"];
        Repeat(tree =>
        {
            rules.MakeTree(tree, isPlain: true);
            string modifier = modifiers[random.Next(modifiers.Length)];
            rules.WriteRuleFiles(tree, ".rules", onlyPatterns: modifier.IndexOfAny(['-', '+', 'C']) >= 0, modifier.Contains('s'));
            string name = random.Next(4) == 0 ? "/.rules" : ".rules";
            return ["-f", rules.Rule(), "-f", $":{modifier} {name}", "-f", rules.Rule()];
        });
    }

    [Fact]
    public void What_is_protected_from_deletion_is_what_the_stock_rsync_protects()
    {
        var random = new Random(3);
        var rules = new RandomRules(random);
        List<string> differences = [];
        for (int i = 0; i < Cases && differences.Count < 5; i++)
        {
            string tree = Path.Combine(_directory.Path, $"d{i}");
            rules.MakeTree(tree);
            string source = tree + ".src";
            Directory.CreateDirectory(source);
            string[] options = [.. Enumerable.Range(0, random.Next(1, 5)).SelectMany(_ => new[] { "-f", rules.Rule() })];
            options = random.Next(4) == 0 ? [.. options, "--delete-excluded"] : options;
            string[] ours = [.. Entries(tree).Except(Deleted(tree, options)).Order(StringComparer.Ordinal)];
            StockResult stock = StockRsync.Run(_directory.Path, ["-r", "--delete", .. options.Select(ByteWord.OfText), source + "/", tree + "/"]);
            differences.AddRange(Compare(options, [.. Entries(tree).Order(StringComparer.Ordinal)], ours, stock));
            Directory.Delete(tree, recursive: true);
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private void Repeat(Func<string, string[]> make)
    {
        List<string> differences = [];
        for (int i = 0; i < Cases && differences.Count < 5; i++)
        {
            string tree = Path.Combine(_directory.Path, $"t{i}");
            string[] options = make(tree);
            bool isTop = i % 3 > 0;
            StockResult stock = StockRsync.Run(
                _directory.Path, ["-rn8", "--list-only", "--no-h", .. options.Select(ByteWord.OfText), isTop ? tree + "/" : tree]);
            string[] expected = [.. stock.Lines.Select(line => ListLine().Replace(line, "")).Order(StringComparer.Ordinal)];
            string[] ours = stock.Exit == 0 ? [.. Listed(isTop ? tree : _directory.Path, isTop ? "" : $"t{i}", options).Order(StringComparer.Ordinal)] : expected;
            differences.AddRange(Compare([.. options, isTop ? "" : "(whole)", .. RuleFilesOf(tree)], expected, ours, stock));
            Directory.Delete(tree, recursive: true);
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static IEnumerable<string> Entries(string tree) =>
        Directory.EnumerateFileSystemEntries(tree, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(tree, path));

    private static IEnumerable<string> RuleFilesOf(string tree) => Directory.EnumerateFiles(tree, ".rules", SearchOption.AllDirectories)
        .Select(file => $"\n    {Path.GetRelativePath(tree, file)}: {File.ReadAllText(file).ReplaceLineEndings(" | ")}");

    private static List<string> Compare(string[] options, string[] expected, string[] ours, StockResult stock) => expected.SequenceEqual(ours) ? []
        : [$"{string.Join(' ', options)}\n  only stock: {string.Join("  ", expected.Except(ours).Take(6))}\n  only ours:  {string.Join("  ", ours.Except(expected).Take(6))} {stock.Errors}"];

    private static FilterRules Rules(string top, string[] options) => FilterRules.Of(
        RsyncInvocationReader.Read([.. options.Select(ByteWord.OfText), "-r", "--delete", "a", "b"], _ => null).Options, new DiskRuleFiles(top), _ => null);

    private static IEnumerable<string> Listed(string top, string start, string[] options)
    {
        DirectoryRules rules = Rules(top, options).AtTop(ByteWord.OfText(top));
        if (start.Length == 0)
        {
            return Listed(top, "", rules.Enter("")).Prepend(".");
        }

        return rules.Excludes(Encoding.UTF8.GetBytes(start), isDirectory: true, RuleSides.Sender) ? [] : Listed(top, start, rules.Enter(start)).Prepend(start);
    }

    private static IEnumerable<string> Listed(string top, string path, DirectoryRules rules)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(Path.Combine(top, path)).EnumerateFileSystemInfos())
        {
            string name = path.Length == 0 ? entry.Name : path + "/" + entry.Name;
            if (!rules.Excludes(Encoding.UTF8.GetBytes(name), entry is DirectoryInfo, RuleSides.Sender))
            {
                yield return name;
                foreach (string below in entry is DirectoryInfo ? Listed(top, name, rules.Enter(name)) : [])
                {
                    yield return below;
                }
            }
        }
    }

    private static List<string> Deleted(string top, string[] options)
    {
        List<string> deleted = [];
        _ = Delete(top, "", Rules(top, options).AtTop(ByteWord.OfText(top)).Enter(""), isDeleting: false, deleted);
        return deleted;
    }

    /// <summary>Whether everything in a directory goes.</summary>
    private static bool Delete(string top, string path, DirectoryRules rules, bool isDeleting, List<string> deleted)
    {
        bool isAll = true;
        foreach (FileSystemInfo entry in new DirectoryInfo(Path.Combine(top, path)).EnumerateFileSystemInfos())
        {
            string name = path.Length == 0 ? entry.Name : path + "/" + entry.Name;
            bool goes = !rules.Excludes(Encoding.UTF8.GetBytes(name), entry is DirectoryInfo, RuleSides.Receiver, isDeleting)
                && (entry is not DirectoryInfo || Delete(top, name, rules.Enter(name), isDeleting: true, deleted));
            isAll &= goes;
            if (goes)
            {
                deleted.Add(name);
            }
        }

        return isAll;
    }

    [GeneratedRegex(@"^[-drwxst]{10} +[0-9]+ [0-9/]+ [0-9:]+ ")]
    private static partial Regex ListLine();
}
