using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Filters;
using Xunit;

namespace Lockstep.Tests.Filters;

public sealed class CostTests
{
    private static readonly FilteredProject Project = new()
    {
        Options = new() { CommandLine = [new(true, "build/*/keep"), new(false, "*.tmp"), new(true, "wanted")] },
        RuleFiles = { [".gitignore"] = "*.log\n*.c.[012]*.*\n/a/b\nbuild\n**/x/*.o\n", [".lockstepignore"] = "core\n" },
        Repositories = { [""] = ["src/a.c", "build/kept"] },
    };

    [Theory]
    [InlineData("")]
    [InlineData("src")]
    [InlineData("build")]
    public void Judging_a_name_allocates_nothing(string directory)
    {
        var filter = directory.Length == 0 ? Project.Root : Project.Root.Enter(Encoding.UTF8.GetBytes(directory), default);
        byte[][] names = ["a.c"u8.ToArray(), "x.log"u8.ToArray(), "build"u8.ToArray(), ".git"u8.ToArray(), "kept"u8.ToArray(), "a.c.0.x"u8.ToArray()];
        JudgeAll(filter, names);
        var before = GC.GetAllocatedBytesForCurrentThread();
        JudgeAll(filter, names);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>With backtracking either of these would not end in the lifetime of the machine.</summary>
    [Fact]
    public void Many_stars_do_not_multiply()
    {
        var stars = new FilteredProject { RuleFiles = { [".gitignore"] = string.Concat(Enumerable.Repeat("*a", 100)) + "*b" } };
        Assert.Equal(VerdictKind.Send, stars.Judge(new string('a', 255)).Kind);
        var directories = new FilteredProject { RuleFiles = { [".gitignore"] = string.Concat(Enumerable.Repeat("**/a/", 30)) + "b" } };
        Assert.Equal(VerdictKind.Send, directories.Judge(string.Concat(Enumerable.Repeat("a/", 2000)) + "c").Kind);
        Assert.Equal(VerdictKind.Protect, directories.Judge(string.Concat(Enumerable.Repeat("a/", 2000)) + "b").Kind);
    }

    private static void JudgeAll(DirectoryFilter filter, byte[][] names)
    {
        foreach (var name in names)
        {
            filter.Judge(name, isDirectory: false);
            filter.Judge(name, isDirectory: true);
        }
    }
}
