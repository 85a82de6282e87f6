using System.Text;
using Lockstep.Native.Processes;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Native;

public sealed class ProgramPathTests : IDisposable
{
    private readonly TemporaryDirectory _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void The_first_that_may_be_executed_is_taken()
    {
        _tree.WithFile("a/tool").WithDirectory("b/tool").WithFile("c/tool").WithMode("c/tool", "755").WithFile("d/tool").WithMode("d/tool", "755");

        Assert.Equal(_tree["c/tool"], Find("tool", "a", "b", "c", "d"));
    }

    [Fact]
    public void One_that_may_not_be_executed_is_taken_where_there_is_no_other()
    {
        _tree.WithFile("a/tool").WithDirectory("b/tool");

        Assert.Equal(_tree["a/tool"], Find("tool", "a", "b", "c"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/tool")]
    [InlineData("../a/tool")]
    [InlineData("tools")]
    [InlineData(".")]
    public void What_is_no_name_of_a_program_there_is_not_found(string name)
    {
        _tree.WithFile("a/tool").WithMode("a/tool", "755");

        Assert.Null(Find(name, "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("bin:.:..")]
    public void No_relative_entry_is_searched(string path) => Assert.Null(ProgramPath.Find("sh"u8, Encoding.UTF8.GetBytes(path)));

    private string? Find(string name, params string[] directories) =>
        ProgramPath.Find(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(string.Join(':', directories.Select(directory => _tree[directory])))) is { } found
            ? Encoding.UTF8.GetString(found)
            : null;
}
