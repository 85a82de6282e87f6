namespace Lockstep.Tests.Attacks;

/// <summary>
/// A project whose settings name a directory of this machine as target, which the user has trusted, brings a link in that
/// directory's place, so that a push writes to another one: the project's <c>authorized_keys</c> to <c>~/.ssh</c>.
/// </summary>
public sealed class TrustedPlaceBecomesALinkAttack : IDisposable
{
    private readonly AttackedUser _user = new();

    public TrustedPlaceBecomesALinkAttack() =>
        _user.WithSettings("[target.dist]\naddress = \"./out\"\n").Place.WithFile("project/authorized_keys", "theirs").WithDirectory("home/.ssh");

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("../home/.ssh")]
    [InlineData("../home/.ssh/new")]
    public async Task The_trusted_place_is_where_the_link_leads(string text)
    {
        Assert.Equal(0, (await _user.RunAsync("trust")).Exit);
        _user.Place.WithLink("project/out", text);
        (int exit, _, string errors) = await _user.RunAsync("push", "dist", "--yes");
        Assert.Equal(5, exit);
        string shown = Path.GetFullPath(text, _user["project"]);
        Assert.Contains($"[target.dist] address = {shown}", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_user["home/.ssh"]));

        // Whoever wants it has seen where it leads.
        Assert.Equal(0, (await _user.RunAsync("trust")).Exit);
        Assert.Equal(0, (await _user.RunAsync("push", "dist", "--yes")).Exit);
    }
}
