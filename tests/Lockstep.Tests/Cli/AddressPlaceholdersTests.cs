using Lockstep.Cli.Settings;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class AddressPlaceholdersTests
{
    [Theory]
    [InlineData("box:{project}/x", "shop", "ada", "main", "box:shop/x")]
    [InlineData("{user}@box:work/{user}/{project}", "shop", "ada", "main", "ada@box:work/ada/shop")]
    [InlineData("{branch}.test:www", "shop", "ada", "main", "main.test:www")]
    [InlineData("/srv/{project}-{branch}", "shop", "ada", "feature/log in", "/srv/shop-feature-log-in")]
    [InlineData("box:{branch}", "shop", "ada", "../../etc", "box:_.-..-etc")]
    [InlineData("box:{branch}", "shop", "ada", "-rf", "box:_rf")]
    [InlineData("box:{branch}", "shop", "ada", "größe", "box:größe")]
    [InlineData("exec:docker exec -i {project} sh:/{branch}", "a b;c", "ada", "main", "exec:docker exec -i a-b-c sh:/main")]
    [InlineData("{user}@box!docker exec -i {project} sh:/app", "shop", "ada", "main", "ada@box!docker exec -i shop sh:/app")]
    [InlineData("box:{project}", ".ssh", "ada", "main", "box:_ssh")]
    [InlineData("box:{user}", "shop", "$(id)", "main", "box:_-id-")]
    public void They_are_filled_in_as_one_name_of_a_path(string text, string project, string user, string branch, string expected)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress? address, out string? flaw), flaw);
        TargetAddress filled = new AddressPlaceholders(project, user, () => branch).Fill(address);
        string shown = $"{(filled.User is { } login ? $"{login}@" : "")}{filled.Place}{(filled.Place.Length > 0 ? ":" : "")}{filled.Path}";
        Assert.Equal(expected, shown);
        AddressPlaceholders.Check("t", filled);
    }

    [Theory]
    [InlineData("box:{branch}/x", "the address of target 't' has {branch}, and no branch is checked out here: switch to one ('git switch BRANCH'), or write the name itself")]
    [InlineData("{user}@box:", "the address of target 't' has {user}, and nobody knows who you are here: set USER, or write the name itself")]
    [InlineData("box:{brnach}", "the address of target 't' has {brnach}, which stands for nothing; did you mean '{branch}'?")]
    [InlineData("box:a{b}/{host}", "the address of target 't' has {b}, which stands for nothing; these do: {project}, {user}, {branch}")]
    public void One_that_stands_for_nothing_is_an_error(string text, string message)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress? address, out _));
        TargetAddress filled = new AddressPlaceholders("shop", "", () => "").Fill(address);
        SyncException failure = Assert.Throws<SyncException>(() => AddressPlaceholders.Check("t", filled));
        Assert.Equal((ExitCode.Usage, message), (failure.ExitCode, failure.Message));
    }

    [Theory]
    [InlineData("box:a{}b")]
    [InlineData("box:{Name}")]
    [InlineData("box:{x")]
    public void Other_braces_are_a_name_s_own(string text)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress? address, out _));
        AddressPlaceholders.Check("t", address);
    }

    [Fact]
    public void The_branch_is_not_looked_up_where_nobody_asks_for_it()
    {
        Assert.True(TargetAddress.TryParse("box:{project}", out TargetAddress? address, out _));
        Assert.Equal("shop", new AddressPlaceholders("shop", "ada", () => throw new InvalidOperationException()).Fill(address).Path);
    }
}
