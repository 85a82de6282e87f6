using System.Text;
using Lockstep.Cli.Shell;

namespace Lockstep.Tests.Cli;

public sealed class ShellArgumentsTests
{
    [Theory]
    [InlineData("lockstep", "shell -c LINE", "shell -- LINE")]
    [InlineData("lockstep", "shell prod -c LINE name --arg -c", "shell prod -- LINE name --arg -c")]
    [InlineData("lockstep", "-C dir --color never shell -lc LINE", "-C dir --color never shell -l -- LINE")]
    [InlineData("lockstep", "shell --hidden -ilc -x", "shell --hidden -il -- -x")]
    [InlineData("lockstep", "shell -C dir prod", "shell -C dir prod")]
    [InlineData("lockstep", "shell -- -c", "shell -- -c")]
    [InlineData("lockstep", "shell", "shell")]
    [InlineData("lockstep", "run shell -c x", "run shell -c x")]
    [InlineData("lockstep", "rsync -c a b", "rsync -c a b")]
    [InlineData("/home/me/bin/lockstep-shell", "-c LINE", "shell -- LINE")]
    [InlineData("-lockstep-shell", "", "shell")]
    [InlineData("lockstep-shell", "-l -c LINE a", "shell -l -- LINE a")]
    public void A_line_is_taken_as_it_is(string program, string arguments, string expected) => Assert.Equal(
        expected, string.Join(' ', ShellArguments.Normalize(program, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    [Theory]
    [InlineData("lockstep-shell", "script.sh", true)]
    [InlineData("lockstep-shell", "-l script.sh a", true)]
    [InlineData("lockstep-shell", "-C dir", false)]
    [InlineData("lockstep-shell", "-c LINE script.sh", false)]
    [InlineData("lockstep-shell", "", false)]
    [InlineData("lockstep", "shell prod", false)]
    public void A_script_of_this_machine_is_not_taken_for_a_target(string program, string arguments, bool expected) => Assert.Equal(
        expected, ShellArguments.NamesScript(program, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("/p", "/p", false)]
    [InlineData("/p", "/elsewhere/p", false)]
    [InlineData("/p", "/", false)]
    [InlineData("/p", "/p/a b/c", true)]
    [InlineData("/p", "/p/..hidden", true)]
    public void Only_a_directory_of_the_project_has_a_place_on_the_target(string project, string current, bool isEntered)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> command = ShellCommand.At(project, current).Line(["make"u8.ToArray()]);

        Assert.Equal(isEntered, command.Any(word => Encoding.UTF8.GetString(word.Span) == "./" + Path.GetRelativePath(project, current)));
        Assert.Equal("make", Encoding.UTF8.GetString(command[^1].Span));
    }
}
