using Lockstep.Cli.Rsync;
using Lockstep.Rsync.Options;
using Lockstep.Tests.Architecture;

namespace Lockstep.Tests.Rsync;

public sealed class RsyncPageTests
{
    private const string Begin = "<!-- made from the table of options; RSYNC_PAGE=write makes it anew -->";

    /// <summary>With <c>RSYNC_PAGE=write</c> the test writes the page instead.</summary>
    [Fact]
    public void The_page_holds_the_table_of_options()
    {
        string path = SourceTree.PathOf("docs/rsync.md");
        string page = File.ReadAllText(path);
        string start = page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)];
        string expected = $"{start}\n{string.Join('\n', RsyncPage.Lines())}";
        if (Environment.GetEnvironmentVariable("RSYNC_PAGE") == "write")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void No_two_options_share_a_name()
    {
        string[] names = [.. RsyncOptionTable.Rows().SelectMany(option => option.Names)];

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Help_names_every_option_that_is_not_refused()
    {
        string help = RsyncHelp.Text();

        Assert.All(RsyncOptionTable.Rows().Where(option => !option.IsHidden && option.Refusal is null), option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
    }
}
