using Lockstep.Sessions;
using Lockstep.Sessions.Holding;
using Lockstep.Tests.Attacks;

namespace Lockstep.Tests.Sessions.Holding;

public sealed class LingeringConnectionTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(15);

    private readonly VirtualClock _time = new();

    [Fact]
    public void It_is_over_when_no_command_has_come_for_so_long()
    {
        using LingeringConnection connection = Make();
        Advance(14);
        Assert.False(connection.Over.IsCompleted);

        Advance(1);

        Assert.True(connection.Over.IsCompleted);
        Assert.True(connection.AwaitUnusedAsync().IsCompleted);
    }

    [Fact]
    public void The_time_is_counted_from_the_end_of_the_last_command()
    {
        using LingeringConnection connection = Make();
        IDisposable first = connection.Use(), second = connection.Use();
        Advance(45);
        first.Dispose();
        Advance(45);
        Assert.False(connection.Over.IsCompleted);

        second.Dispose();
        Advance(14);
        Assert.False(connection.Over.IsCompleted);
        Advance(1);

        Assert.True(connection.Over.IsCompleted);
    }

    [Fact]
    public async Task Given_up_it_waits_for_the_commands_that_use_it()
    {
        using LingeringConnection connection = Make();
        IDisposable command = connection.Use();

        connection.GiveUp();

        Assert.True(connection.Over.IsCompleted);
        Task unused = connection.AwaitUnusedAsync();
        Assert.False(unused.IsCompleted);
        command.Dispose();
        await unused;
    }

    [Theory]
    [InlineData("me", "box", 2222, "/home/me/key", "ssh -F /etc/x", "~/agents", 3)]
    [InlineData(null, "box", null, null, "ssh", null, null)]
    public void Its_request_travels_whole(string? user, string host, int? port, string? identity, string command, string? agents, int? patience)
    {
        TimeSpan? timeout = patience is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var request = new LingerRequest(new SshDestination(user, host, port, identity, command, agents) { ConnectTimeout = timeout }, Linger);

        Assert.Equal(request.ToString(), LingerRequest.TryDecode(request.Encode())?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("u\0h\0\0\0ssh\0\0soon\0")]
    [InlineData("u\0h\0\0\0ssh\0\0" + "1\0soon")]
    [InlineData("u\0h\0many\0\0ssh\0\0" + "1\0")]
    public void What_is_no_request_is_none(string text) => Assert.Null(LingerRequest.TryDecode(System.Text.Encoding.UTF8.GetBytes(text)));

    private void Advance(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.AdvanceSecond();
        }
    }

    private LingeringConnection Make() => new(channels: null!, "box", Linger, _time);
}
