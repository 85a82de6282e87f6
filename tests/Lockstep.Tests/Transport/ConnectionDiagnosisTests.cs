using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Transport;

/// <summary>Lines of OpenSSH 9.2 as they were seen, and of others as their sources have them.</summary>
public sealed class ConnectionDiagnosisTests
{
    [Theory]
    [InlineData("ssh: Could not resolve hostname nosuch: Name or service not known", ConnectionFailure.HostUnknown)]
    [InlineData("ssh: connect to host box port 22: Connection refused", ConnectionFailure.Refused)]
    [InlineData("ssh: connect to host box port 22: Connection timed out", ConnectionFailure.TimedOut)]
    [InlineData("ssh: connect to host box port 22: Operation timed out", ConnectionFailure.TimedOut)]
    [InlineData("Connection timed out during banner exchange", ConnectionFailure.TimedOut)]
    [InlineData("ssh: connect to host box port 22: No route to host", ConnectionFailure.Unreachable)]
    [InlineData("ssh: connect to host box port 22: Network is unreachable", ConnectionFailure.Unreachable)]
    [InlineData("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @|Host key verification failed.", ConnectionFailure.HostKeyChanged)]
    [InlineData("No ED25519 host key is known for box and you have requested strict checking.|Host key verification failed.", ConnectionFailure.HostKeyUnknown)]
    [InlineData("me@box: Permission denied (publickey,password).", ConnectionFailure.AuthenticationRefused)]
    [InlineData("Received disconnect from 1.2.3.4 port 22:2: Too many authentication failures|Connection closed by 1.2.3.4 port 22", ConnectionFailure.AuthenticationRefused)]
    [InlineData("kex_exchange_identification: Connection closed by remote host|Connection closed by 1.2.3.4 port 22", ConnectionFailure.Closed)]
    [InlineData("client_loop: send disconnect: Broken pipe", ConnectionFailure.Closed)]
    [InlineData("/home/me/.ssh/config: line 1: Bad configuration option: nosuch", ConnectionFailure.Configuration)]
    [InlineData("Bad owner or permissions on /home/me/.ssh/config", ConnectionFailure.Configuration)]
    [InlineData("something new", ConnectionFailure.Other)]
    [InlineData("", ConnectionFailure.Other)]
    public void A_failure_of_ssh_is_recognised_by_its_words(string errors, ConnectionFailure failure)
    {
        ConnectionException exception = ConnectionDiagnosis.Of(new SshAddress("box", "me"), new ProcessExit(255, 0), errors.Split('|'));
        Assert.Equal(failure, exception.Failure);
        Assert.Contains("me@box", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_of_a_remote_program_are_not_taken_for_ssh_s()
    {
        ConnectionException exception = ConnectionDiagnosis.Of(new SshAddress("box"), new ProcessExit(1, 0), ["curl: Connection refused"]);
        Assert.Equal(ConnectionFailure.NoAgent, exception.Failure);
        Assert.Contains("exit code 1: curl: Connection refused", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_command_of_this_machine_says_is_not_taken_for_ssh_s()
    {
        var pipe = new SshAddress("", pipe: "docker exec -i web sh");
        ConnectionException exception = ConnectionDiagnosis.Of(pipe, new ProcessExit(255, 0), ["Permission denied (docker.sock)"]);
        Assert.Equal(ConnectionFailure.NoAgent, exception.Failure);
        Assert.Contains(
            "cannot reach docker exec -i web sh: the command ended with exit code 255: Permission denied (docker.sock). Try it by hand", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A watch would otherwise end with an agent that was killed at work, as if it could not run there.</summary>
    [Fact]
    public void An_agent_that_was_heard_and_is_killed_may_be_called_again()
    {
        ConnectionException exception = ConnectionDiagnosis.Of(new SshAddress("box"), new ProcessExit(137, 0), ["Killed"], hasSpoken: true);
        Assert.Equal(ConnectionFailure.Closed, exception.Failure);
        Assert.Contains("the agent on box ended with exit code 137: Killed", exception.Message, StringComparison.Ordinal);
    }
}
